import type { Finding } from '../contract/common.ts'
import { inferredFindings, leavesOut } from './anatomy/inferred-names.ts'
import { architectureOf, type InspectedDonor, infers, vocabularyTensor } from './donor.ts'
import { predictStock, type StockPrediction, type StockSituation, uniqueErrors } from './predict-stock.ts'
import type { EffectSituation } from './stock-effect.ts'
import type { TensorInputs } from './vocabulary-inputs.ts'
import { ofWholeMerge } from './whole-merge.ts'

/**
 * What stock mergekit does with the whole merge. Where it infers what to merge from the class of the donor that leads,
 * and no base says which that is, each may: a set gives the first.
 */
export function forecastStock(
  alone: StockPrediction,
  vocabularies: StockSituation,
  findings: readonly Finding[],
  situation: EffectSituation,
): StockPrediction {
  const { config, donors, mergekit, lead: first } = situation
  const aloneUnder = (lead: InspectedDonor) => withoutLost(alone, vocabularies, lead, donors)
  const classes = new Set(donors.map(architectureOf))
  if (config.baseModel || classes.size < 2 || !infers(situation))
    return ofWholeMerge(aloneUnder(first), findings, situation)
  const rest = findings.filter(({ code }) => !ofTheClass.has(code))
  const each = donors.map((lead, at) => {
    const own = [...rest, ...inferredFindings(lead, donors, mergekit)]
    return ofWholeMerge(underLead(aloneUnder(lead), at), own, { ...situation, lead })
  })
  const [underFirst, ...others] = each
  const isSure = others.every(({ outcome }) => outcome === underFirst!.outcome)
  const errors = uniqueErrors(each.flatMap((under) => under.errors))
  return { ...underFirst!, ...(!isSure && { outcome: 'by-chance' as const }), errors }
}

const ofTheClass = new Set(['definition-lacks', 'definition-renames'])

/** What mergekit leaves out altogether cannot end the merge: tensors, and a module that the config does not name. */
function withoutLost(
  alone: StockPrediction,
  vocabularies: StockSituation,
  lead: InspectedDonor,
  donors: readonly InspectedDonor[],
): StockPrediction {
  const { config, mergekit } = vocabularies
  const isUnnamed = config.layout === 'modules' && !config.modules.some(({ name }) => name === 'default')
  const isLeftOut = leavesOut(lead, donors, mergekit)
  const isLost = (name: string) => (isUnnamed && infers({ donors, mergekit })) || isLeftOut(name)
  const kept = vocabularies.tensors.filter(({ name }) => !isLost(name))
  const isMixed = infers({ donors, mergekit }) && new Set(donors.map(architectureOf)).size > 1
  const tensors = isMixed ? kept.flatMap((tensor) => ofName(tensor, lead, donors)) : kept
  const isWhole = tensors.length === vocabularies.tensors.length
  return isWhole && tensors.every((tensor) => vocabularies.tensors.includes(tensor))
    ? alone
    : predictStock({ ...vocabularies, tensors })
}

/** Of a tensor that classes call otherwise, mergekit looks for the name that it has in the leading one. */
function ofName(
  tensor: TensorInputs,
  lead: InspectedDonor,
  donors: readonly InspectedDonor[],
): readonly TensorInputs[] {
  const nameIn = ({ facts }: InspectedDonor) => vocabularyTensor(facts, tensor.kind)?.name
  const name = nameIn(lead) ?? tensor.name
  const held = tensor.inputs.flatMap((donor, at) => (nameIn(donors[donor]!) === name ? [at] : []))
  if (held.length === tensor.inputs.length) return [tensor]
  if (held.length === 0) return []
  const inputs = held.map((at) => tensor.inputs[at]!)
  const base = tensor.base !== null && inputs.includes(tensor.base) ? tensor.base : null
  return [{ ...tensor, name, inputs, rows: held.map((at) => tensor.rows[at]!), base }]
}

/** As much of the prediction of the vocabularies as holds where this donor leads. */
function underLead(alone: StockPrediction, at: number): StockPrediction {
  const run = alone.runs.find(({ lead }) => lead === at)?.run
  return run && alone.damage === undefined ? { ...alone, ...run } : alone
}
