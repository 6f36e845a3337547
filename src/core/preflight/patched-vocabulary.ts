import { largestOf } from '../many.ts'
import type { MergeConfig, TokenizerSetting } from '../merge-config/types.ts'
import type { Mergekit } from '../mergekit/table.ts'
import { outputSpan } from './output-span.ts'
import { configLimit, loadProblem, sourceDonor } from './stock-loading.ts'
import type { StockError } from './stock-types.ts'
import { leadingDonor, type VocabularyView } from './vocabulary-view.ts'

/** The output vocabulary of the patched mergekit. */
export interface PatchedVocabulary {
  /** For each key, and behind them for tokens that only the config names: whether the output has it. */
  readonly output: Uint8Array
  /** Tokens that the config names and no donor has. */
  readonly named: readonly string[]
  readonly tokens: number
  /** The largest id of the output and one: its rows before padding; ids have holes. */
  readonly span: number
  /** Candidates for which nobody has a row. */
  readonly dropped: readonly number[]
  /** The donor whose vocabulary the output starts from. */
  readonly start: number
  /** Ids for each donor; of one without a tokenizer, those of the leading donor. */
  readonly ids: readonly Int32Array[]
}

/**
 * A candidate (of the union, the base or the named model) stays when its id is below the vocab_size or the
 * rows of a donor that has it, or when the config names it.
 */
export function patchedVocabulary(
  config: MergeConfig,
  setting: TokenizerSetting,
  view: VocabularyView,
  mergekit: Mergekit,
): PatchedVocabulary | StockError {
  const lead = leadingDonor(config, view)
  const problem = loadProblem({ view, mergekit }, lead)
  if (problem) return problem
  const leadIds = view.ids[lead]!
  const ids = view.ids.map((own, donor) => (own && !loadProblem({ view, mergekit }, donor) ? own : leadIds))
  const start = setting.source.kind === 'model' ? sourceDonor(view, setting.source.model) : lead
  const sourceProblem = start < 0 ? null : loadProblem({ view, mergekit }, start)
  if (start < 0 || sourceProblem)
    return (
      sourceProblem ?? {
        type: 'ValueError',
        message: 'the tokenizer source is not a donor',
        donor: null,
        tokens: [],
      }
    )
  const named = [...setting.tokens.keys()].filter((token) => view.keyOf(token) < 0)
  const stays = new Uint8Array(view.size)
  for (const [donor, own] of ids.entries()) {
    const limit = limitOf(view, donor)
    for (let key = 0; key < own.length; key++) if (own[key]! >= 0 && own[key]! < limit) stays[key] = 1
  }
  for (const token of setting.tokens.keys()) {
    const key = view.keyOf(token)
    if (key >= 0) stays[key] = 1
  }
  const output = new Uint8Array(view.size + named.length).fill(1, view.size)
  const dropped: number[] = []
  const union = setting.source.kind === 'union'
  for (let key = 0; key < view.size; key++) {
    const wanted = union || ids[start]![key]! >= 0
    if (wanted && stays[key]) output[key] = 1
    else if (wanted) dropped.push(key)
  }
  for (const token of setting.tokens.keys()) {
    const key = view.keyOf(token)
    if (key >= 0) output[key] = 1
  }
  const tokens = output.reduce((sum, has) => sum + has, 0)
  const span = spanOf(view, start, output, tokens)
  return typeof span === 'number' ? { output, named, tokens, span, dropped, start, ids } : span
}

function spanOf(
  view: VocabularyView,
  start: number,
  output: Uint8Array,
  tokens: number,
): number | StockError {
  const { model, vocabulary } = view.donors[start]!.facts.tokenizer!
  const keys = view.keys[start]!
  const kept = keys.reduce((sum, key) => sum + output[key]!, 0)
  return outputSpan({
    vocabulary: vocabulary!,
    model,
    kept: (entry) => output[keys[entry]!] === 1,
    added: tokens - kept,
  })
}

function limitOf(view: VocabularyView, donor: number): number {
  const rows = (view.donors[donor]!.facts.weights?.vocabularyTensors ?? []).map((tensor) => tensor.rows)
  const known = [configLimit(view, donor) ?? -1, ...rows]
  const limit = largestOf(known)
  return limit < 0 ? Number.POSITIVE_INFINITY : limit
}
