import { smallestOf } from '../many.ts'
import { referencedModels } from '../merge-config/references.ts'
import type { MergeConfig } from '../merge-config/types.ts'
import type { Mergekit } from '../mergekit/table.ts'
import { mergeMethods } from '../methods.ts'
import { type ModelRef, modelKey } from '../model-ref.ts'
import { counted } from '../text/units.ts'
import { buildStockTokenizer } from './stock-build.ts'
import { embedStock, nameOf } from './stock-embed.ts'
import { plainStock } from './stock-plain.ts'
import type { StockTokenizer } from './stock-tokenizer.ts'
import type { Outcome, StockError, StockRun, StockToken } from './stock-types.ts'
import { type TensorInputs, unlikeRows } from './vocabulary-inputs.ts'
import type { VocabularyView } from './vocabulary-view.ts'

export interface StockSituation {
  readonly config: MergeConfig
  readonly view: VocabularyView
  readonly tensors: readonly TensorInputs[]
  readonly mergekit: Mergekit
  readonly truncate: boolean
}

export interface StockPrediction {
  readonly mergekit: string
  readonly outcome: Outcome
  /** The first is the likeliest; which one comes depends on the order of a set or a hash table. */
  readonly errors: readonly StockError[]
  readonly tokens: readonly StockToken[]
  readonly outputTokens: number | null
  /** What else damages the result, where it does. */
  readonly damage?: string
  /** One run for each donor that may lead; a single one when base_model decides. */
  readonly runs: readonly { readonly lead: number; readonly run: StockRun }[]
}

/** What stock mergekit of a version would do with these donors, as far as their vocabularies decide it. */
export function predictStock(situation: StockSituation): StockPrediction {
  const { config, view, mergekit } = situation
  const positions = new Map(view.donors.map(({ key }, at) => [key, at]))
  const indexOf = (ref: ModelRef) => positions.get(modelKey(ref)) ?? -1
  const referenced = referencedModels(config)
    .map(indexOf)
    .filter((index) => index >= 0)
  const leads = config.baseModel ? [indexOf(config.baseModel)] : referenced
  const written = { ...situation, tensors: situation.tensors.filter(({ isHeld }) => isHeld) }
  const runs = leads.map((lead) => ({ lead, run: runWith(written, lead, referenced) }))
  const [first] = runs
  const outcomes = new Set(runs.map(({ run }) => run.outcome))
  const damage = damageOf(situation)
  const isDamaged = damage !== undefined && ![...outcomes].includes('crashes')
  const worst = runs.find(({ run }) => run.errors.length > 0) ?? first
  return {
    mergekit: mergekit.version,
    outcome: isDamaged ? 'wrong' : outcomes.size > 1 ? 'by-chance' : (first?.run.outcome ?? 'succeeds'),
    ...(isDamaged && { damage }),
    errors: uniqueErrors(runs.flatMap(({ run }) => run.errors)),
    tokens: worst?.run.tokens ?? [],
    outputTokens: first?.run.outputTokens ?? null,
    runs,
  }
}

/** What is wrong with embeddings and head together, whichever donor leads. */
function damageOf({ config, tensors }: StockSituation): string | undefined {
  const left = tensors.find(({ isHeld }) => !isHeld)
  if (left) return `leaves out ${left.name}, which no donor of the last slice has`
  return config.tokenizer ? undefined : unlikeRows(tensors)
}

/** One for each sort and donor, with the tokens of all. */
export function uniqueErrors(errors: readonly StockError[]): readonly StockError[] {
  const groups = Map.groupBy(errors, ({ type, donor }) => `${type}:${donor}`)
  return [...groups.values()].map((group) => ({
    ...group[0]!,
    tokens: [...new Set(group.flatMap(({ tokens }) => tokens))],
  }))
}

/** As in the checks of an output: a share of rows of zeros that is no accident. */
const mostZeroRows = 1 / 20

function runWith(situation: StockSituation, lead: number, referenced: readonly number[]): StockRun {
  const { config, view, tensors, mergekit, truncate } = situation
  const setting = config.tokenizer
  if (!setting) {
    const method = mergeMethods.get(config.mergeMethod)!
    return plainStock({ view, tensors, mergekit, method, lead, truncate })
  }
  const tokenizer = buildStockTokenizer({ view, setting, mergekit, lead, referenced })
  if ('type' in tokenizer) return { outcome: 'crashes', errors: [tokenizer], tokens: [], outputTokens: null }
  const baseModel = config.baseModel ? lead : null
  let isHollow = false
  for (const tensor of tensors) {
    const embedded = embedStock({ view, setting, mergekit, tokenizer, tensor, baseModel })
    const { errors, tokens, zeroRows } = embedded
    if (errors.length > 0) return { outcome: 'crashes', errors, tokens, outputTokens: null }
    isHollow ||= zeroRows > mostZeroRows * tokenizer.tokens
  }
  const rows = tensors.flatMap((tensor) => tensor.rows)
  if (rows.length > 0 && tokenizer.tokens < mostZeroRows * smallestOf(rows))
    return {
      ...{ outcome: 'wrong', errors: [], tokens: [], outputTokens: tokenizer.tokens },
      damage: `the output has a tokenizer of ${counted(tokenizer.tokens, 'token')}, made up for a model that has none`,
    }
  const lost = lostTokens(situation, tokenizer, lead, referenced)
  return {
    outcome: tokenizer.sharedIds || isHollow ? 'wrong' : lost.length > 0 ? 'drops-tokens' : 'succeeds',
    errors: [],
    tokens: lost,
    outputTokens: tokenizer.tokens,
  }
}

/**
 * Tokens that the output lacks although it should have them: of a union every donor's, of the base those
 * whose rows exist. A named model's vocabulary is taken whole.
 */
function lostTokens(
  { config, view, tensors }: StockSituation,
  tokenizer: StockTokenizer,
  lead: number,
  referenced: readonly number[],
): readonly StockToken[] {
  const source = config.tokenizer?.source.kind
  const lost: StockToken[] = []
  for (const donor of source === 'union' ? referenced : source === 'base' ? [lead] : []) {
    const tensor = tensors.find(({ inputs }) => inputs.includes(donor))
    const rows = tensor?.rows[tensor.inputs.indexOf(donor)] ?? null
    for (const [key, id] of view.ids[donor]?.entries() ?? []) {
      if (id < 0 || tokenizer.output[key]! >= 0) continue
      if (source === 'base' && (rows === null || id >= rows)) continue
      const token = nameOf(view, tokenizer, key)
      lost.push({ token, donor, donorId: id, rows, tensor: tensor?.name ?? null, effect: 'dropped' })
    }
  }
  return lost
}
