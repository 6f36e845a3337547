import type { Finding } from '../contract/common.ts'
import { inferredFindings, leavesOut } from './anatomy/inferred-names.ts'
import { architectureOf, type InspectedDonor, infers } from './donor.ts'
import { predictStock, type StockPrediction, type StockSituation } from './predict-stock.ts'
import type { EffectSituation } from './stock-effect.ts'
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
  const [one, ...others] = each
  if (others.every(({ outcome }) => outcome === one!.outcome)) return one!
  return { ...one!, outcome: 'by-chance', errors: each.flatMap(({ errors }) => errors) }
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
  const tensors = vocabularies.tensors.filter(({ name }) => !isLost(name))
  return tensors.length < vocabularies.tensors.length ? predictStock({ ...vocabularies, tensors }) : alone
}

/** As much of the prediction of the vocabularies as holds where this donor leads. */
function underLead(alone: StockPrediction, at: number): StockPrediction {
  const run = alone.runs.find(({ lead }) => lead === at)?.run
  return run && alone.damage === undefined ? { ...alone, ...run } : alone
}
