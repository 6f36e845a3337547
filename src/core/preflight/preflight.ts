import type { Finding } from '../contract/common.ts'
import type { InspectResult } from '../contract/inspect.ts'
import { makeFinding } from '../findings/make.ts'
import type { MergeConfig, Position } from '../merge-config/types.ts'
import type { Mergekit } from '../mergekit/table.ts'
import { formatModelRef, type ModelRef, modelKey } from '../model-ref.ts'
import { compatibilityFindings } from './compatibility.ts'
import { configInDonorsFindings } from './config-in-donors.ts'
import { type InspectedDonor, leadOf } from './donor.ts'
import { type Estimate, estimateMerge, type Machine, machineFindings } from './estimate.ts'
import { keptNoneFindings } from './kept-none.ts'
import { type PatchedPrediction, predictPatched } from './predict-patched.ts'
import { predictStock, type StockPrediction } from './predict-stock.ts'
import { patchedReport, stockReport } from './prediction-report.ts'
import { scenariosOf } from './scenario.ts'
import { specialTokenFindings } from './special-tokens.ts'
import { forecastStock } from './stock-forecast.ts'
import { stockView } from './stock-view.ts'
import { stockFindings, vocabularyFindings } from './vocabulary-findings.ts'
import { vocabularyTensorInputs } from './vocabulary-inputs.ts'
import { type VocabularyView, viewVocabularies } from './vocabulary-view.ts'
import { ofWholeMerge } from './whole-merge.ts'

export interface PreflightOptions {
  readonly mergekit: Mergekit
  readonly machine: Machine
  readonly missingRows: 'zero' | 'mean'
  /** The numerics of the older patch. */
  readonly compat?: 'v2d' | null
  readonly allowCrimes: boolean
  readonly unsafeTruncate: boolean
  readonly budgetBytes: number
  /** The model that only the tokenizer comes from; null or absent: there is none, or nobody has read it. */
  readonly tokenizerSource?: InspectedDonor | null
  /** What is wrong with the config and with each donor by itself. */
  readonly earlier?: readonly Finding[]
  /** Where the parts of the config stand in its text. */
  readonly positions?: ReadonlyMap<string, Position>
}

export interface Preflight {
  readonly findings: readonly Finding[]
  readonly vocabulary: InspectResult['vocabulary']
  readonly estimate: Estimate
  readonly view: VocabularyView
  /** As if donors whose vocabulary is unknown had that of the leading one; `vocabulary` is null then. */
  readonly stock: StockPrediction
  readonly patched: PatchedPrediction
  /** Rows of the vocabulary tensors of the output; null without a tokenizer key: those of the donors. */
  readonly vocabularyRows: number | null
  /** Tokens of the output whose row one donor alone holds, by its key; null without a tokenizer key. */
  readonly soleTokens: ReadonlyMap<string, number> | null
}

/** Everything that a config and the facts of its donors tell in advance. Pure; donors must all be readable. */
export function preflight(
  config: MergeConfig,
  donors: readonly InspectedDonor[],
  options: PreflightOptions,
): Preflight {
  const { tokenizerSource = null, positions = new Map(), earlier = [] } = options
  const read = tokenizerSource ? [...donors, tokenizerSource] : donors
  const view = viewVocabularies(read)
  const tensors = vocabularyTensorInputs(config, donors)
  const { mergekit, unsafeTruncate, machine, allowCrimes, budgetBytes } = options
  const rules = { missing: options.missingRows, compat: options.compat ?? null }
  const own = stockView(view, mergekit)
  const vocabularies = { config, view: own, tensors, mergekit, truncate: unsafeTruncate }
  const alone = predictStock(vocabularies)
  const patchedAlone = predictPatched(config, view, tensors, rules, alone, mergekit)
  const vocabularyRows = patchedAlone.plannedRows[0]?.rows ?? null
  const estimate = estimateMerge(config, donors, { machine, vocabularyRows, budgetBytes })
  const scenarios = scenariosOf(tokenizerSource ? viewVocabularies(donors) : view, tensors)
  const unknown = unknownVocabularies(config, read)
  const situation = { config, view, tensors, patched: patchedAlone, positions }
  const told = new Set(earlier.map(({ donor, message }) => `${donor}: ${message}`))
  const findings = [
    ...compatibilityFindings(config, donors, { mergekit, allowCrimes }),
    ...configInDonorsFindings(config, donors, positions, mergekit),
    ...keptNoneFindings(config, donors, mergekit),
    ...(unknown.length > 0 ? [unpredictable(unknown)] : vocabularyFindings(situation)),
    ...specialTokenFindings(donors, config.chatTemplate, config.tokenizer !== null),
    ...machineFindings(config, estimate, machine),
  ].filter(({ donor, message }) => !told.has(`${donor}: ${message}`))
  // Only now is known what else happens to the merge.
  const all = [...earlier, ...findings]
  const merge = { config, donors, mergekit, lead: leadOf(config, donors)! }
  const stock = forecastStock(alone, vocabularies, all, { ...merge, engine: 'mergekit' })
  const patched = ofWholeMerge(patchedAlone, all, { ...merge, engine: 'mergescope' })
  return {
    findings: unknown.length > 0 ? findings : [...findings, ...stockFindings(stock, own, config)],
    vocabulary:
      unknown.length > 0
        ? null
        : {
            outputTokens: patched.outputTokens,
            scenario: scenarios[0] ?? 'match',
            scenarios,
            stock: stockReport(stock, own),
            patched: patchedReport(patched, view, mergekit.version),
          },
    estimate,
    view,
    stock,
    patched,
    vocabularyRows,
    soleTokens: config.tokenizer && unknown.length === 0 ? soleTokensOf(patchedAlone, donors) : null,
  }
}

function soleTokensOf(
  { rows }: PatchedPrediction,
  donors: readonly InspectedDonor[],
): ReadonlyMap<string, number> {
  const keys = donors.map(() => new Set<number>())
  for (const { key, heldBy } of rows) if (heldBy.length === 1) keys[heldBy[0]!]?.add(key)
  return new Map(donors.map((donor, at) => [donor.key, keys[at]!.size]))
}

/**
 * Models whose tokens decide the output and are not known: a tokenizer that is a sentencepiece model alone,
 * a tokenizer source that is no donor.
 */
function unknownVocabularies(config: MergeConfig, donors: readonly InspectedDonor[]): readonly string[] {
  const source = config.tokenizer?.source
  if (!source) return []
  const opaque = donors.filter(({ facts }) => facts.tokenizer && !facts.tokenizer.vocabulary)
  const names = opaque.map(({ name }) => name)
  if (source.kind !== 'model') return names
  const plain = (ref: ModelRef) => modelKey({ ...ref, lora: null })
  const wanted = plain(source.model)
  return donors.some(({ ref }) => plain(ref) === wanted)
    ? names
    : [...names, formatModelRef({ ...source.model, lora: null })]
}

function unpredictable(names: readonly string[]): Finding {
  return makeFinding('vocabulary-unknown', {
    message: `what happens to the vocabulary cannot be predicted: the tokens of ${names.join(', ')} are unknown`,
  })
}
