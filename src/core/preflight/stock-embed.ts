import type { TokenizerSetting, TokenSetting } from '../merge-config/types.ts'
import type { Mergekit } from '../mergekit/table.ts'
import { formatModelRef, type ModelRef, modelKey } from '../model-ref.ts'
import { quotedToken } from '../text/token-text.ts'
import { counted } from '../text/units.ts'
import { loadProblem } from './stock-loading.ts'
import { absent, type StockTokenizer, unset } from './stock-tokenizer.ts'
import type { StockError, StockToken } from './stock-types.ts'
import type { TensorInputs } from './vocabulary-inputs.ts'
import type { VocabularyView } from './vocabulary-view.ts'

export interface EmbedSituation {
  readonly view: VocabularyView
  readonly setting: TokenizerSetting
  readonly mergekit: Mergekit
  readonly tokenizer: StockTokenizer
  readonly tensor: TensorInputs
  /** config.base_model, which mergekit may expect among the tensors. */
  readonly baseModel: number | null
}

export interface EmbedResult {
  /** Errors in the order in which they win; empty when the tensor comes out. */
  readonly errors: readonly StockError[]
  readonly tokens: readonly StockToken[]
  /** Rows of tokens that no input has: zeros. */
  readonly zeroRows: number
}

/** How many tokens an error names; the rest is counted. */
const maximumNamed = 20

/**
 * What mergekit's embed.py does with one vocabulary tensor. It first assigns sources (KeyError on an unset
 * permutation; the older one also a ValidationError when nobody has a token), then computes default rows, then
 * copies row by row (IndexError behind the tensor).
 */
export function embedStock(situation: EmbedSituation): EmbedResult {
  const { view, mergekit, tokenizer, tensor, baseModel, setting } = situation
  if (mergekit.does.wantsBaseInVocabulary && baseModel !== null && !tensor.inputs.includes(baseModel))
    return {
      errors: [error('KeyError', `base model ${view.donors[baseModel]!.name}`, baseModel, [])],
      tokens: [],
      zeroRows: 0,
    }
  const problems = new Map<
    string,
    { type: string; messages: Set<string>; donor: number; phase: number; keys: number[] }
  >()
  const affected: StockToken[] = []
  const blame = (phase: number, type: string, message: string, donor: number, key: number) => {
    const group = `${phase}:${type}:${donor}`
    const known = problems.get(group)
    known?.keys.push(key)
    known?.messages.add(message)
    if (!known) problems.set(group, { type, messages: new Set([message]), donor, phase, keys: [key] })
  }
  let zeroRows = 0
  const configured = configuredKeys(view, tokenizer, setting)
  for (let key = 0; key < tokenizer.output.length; key++) {
    if (tokenizer.output[key]! < 0) continue
    const asked = configured.get(key)
    let holders = 0
    for (const [at, donor] of tensor.inputs.entries()) {
      const id = tokenizer.permutations[donor]![key]!
      if (id === absent) continue
      if (id === unset) {
        blame(asked ? 1 : 0, 'KeyError', `${tokenizer.output[key]}`, donor, key)
        affected.push(affect(situation, key, donor, at, 'KeyError'))
        continue
      }
      holders += 1
      if (id >= tensor.rows[at]! && !asked?.force) {
        const message = `index ${id} is out of bounds for dimension 0 with size ${tensor.rows[at]}`
        blame(2, 'IndexError', message, donor, key)
        affected.push(affect(situation, key, donor, at, 'IndexError'))
      }
    }
    if (holders === 0 && !asked) {
      zeroRows += 1
      if (mergekit.does.failsForTokenOfNobody)
        blame(0, 'ValidationError', '1 validation error for ZeroEmbedding\nkind\n  Field required', -1, key)
    } else if (asked) {
      const wrong = sourceProblem(situation, key, asked, holders === tensor.inputs.length)
      if (wrong) blame(1, wrong.type, wrong.message, wrong.donor ?? -1, key)
    }
  }
  const rows = outputRows(tokenizer.tokens, setting.padToMultipleOf)
  const errors = [...problems.values()]
    .sort((a, b) => a.phase - b.phase)
    .map(({ type, messages, donor, keys }) =>
      error(
        type,
        oneOf(messages),
        donor,
        keys.slice(0, maximumNamed).map((key) => nameOf(view, tokenizer, key)),
      ),
    )
  if (tokenizer.maxId >= rows)
    errors.push(
      error(
        'IndexError',
        `index ${tokenizer.maxId} is out of bounds for dimension 0 with size ${rows}`,
        null,
        [],
      ),
    )
  return { errors, tokens: affected, zeroRows }
}

/** Python goes through a vocabulary in the order of a hash table, another one in each run. */
function oneOf(messages: ReadonlySet<string>): string {
  const [first] = messages
  return messages.size > 1
    ? `${first} (chance decides which of ${counted(messages.size, 'token')} comes first)`
    : first!
}

export function outputRows(tokens: number, multiple: number | null): number {
  return multiple ? Math.ceil(tokens / multiple) * multiple : tokens
}

export function nameOf(view: VocabularyView, tokenizer: StockTokenizer, key: number): string {
  return key < view.size ? view.token(key) : tokenizer.added[key - view.size]!
}

function configuredKeys(
  view: VocabularyView,
  tokenizer: StockTokenizer,
  setting: TokenizerSetting,
): ReadonlyMap<number, TokenSetting> {
  return new Map(
    [...setting.tokens].map(([token, asked]) => {
      const key = view.keyOf(token)
      return [key < 0 ? view.size + tokenizer.added.indexOf(token) : key, asked]
    }),
  )
}

/**
 * What an entry of `tokenizer.tokens` runs into.
 * The newer one looks only when somebody lacks the token or it is forced, and asks the donor before its vocabulary.
 */
function sourceProblem(
  situation: EmbedSituation,
  key: number,
  { source, force }: TokenSetting,
  everybodyHasIt: boolean,
): StockError | null {
  const { view, tokenizer, tensor } = situation
  const { checksTokenSources } = situation.mergekit.does
  if (checksTokenSources && !force && everybodyHasIt) return null
  const token = quotedToken(nameOf(view, tokenizer, key))
  if (!source) return error('NotImplementedError', `source=None force=${force ? 'True' : 'False'}`, null, [])
  if (source.kind === 'zero')
    return checksTokenSources
      ? null
      : error('UnboundLocalError', "cannot access local variable 'embed'", null, [])
  const donor = indexOfModel(view, source.model)
  const at = tensor.inputs.indexOf(donor)
  const name = formatModelRef(source.model)
  if (at < 0) {
    if (checksTokenSources)
      return error('ValueError', `Token ${token} requires a vocabulary weight from model ${name}`, donor, [])
    const referenced = donor >= 0 && tokenizer.permutations[donor] !== null
    if (!referenced && source.kind === 'model_token')
      return error('AssertionError', `Model ${name} referenced but not part of merge`, donor, [])
    return error('KeyError', name, donor, [])
  }
  const rows = tensor.rows[at]!
  if (source.kind === 'model_token') {
    const id = source.tokenId ?? idIn(situation, donor, source.token!)
    if (id === null) {
      const known = loadProblem(situation, donor) === null
      const text = `Token ${quotedToken(source.token!)} not found in model ${name}`
      return known ? error('AssertionError', text, donor, []) : error('KeyError', name, donor, [])
    }
    return id < 0 || id >= rows
      ? error('AssertionError', `Token ID ${id} out of range for model ${name}`, donor, [])
      : null
  }
  const id = tokenizer.permutations[donor]![key]!
  if (id === unset) return error('KeyError', `${tokenizer.output[key]}`, donor, [])
  if (id === absent) return error('AssertionError', `Token ${token} not found in model ${name}`, donor, [])
  return id >= rows
    ? error('IndexError', `index ${id} is out of bounds for dimension 0 with size ${rows}`, donor, [])
    : null
}

function indexOfModel(view: VocabularyView, ref: ModelRef): number {
  const key = modelKey(ref)
  return view.donors.findIndex((donor) => donor.key === key)
}

/** The leading donor's tokenizer was stripped, so it does not know what lies beyond its config.json. */
function idIn({ view, tokenizer }: EmbedSituation, donor: number, token: string): number | null {
  const id = view.vocabularies[donor]?.idOf(token) ?? null
  return donor === tokenizer.lead && id !== null && id >= tokenizer.leadLimit ? null : id
}

function affect(
  { view, tokenizer, tensor }: EmbedSituation,
  key: number,
  donor: number,
  at: number,
  effect: string,
): StockToken {
  return {
    token: nameOf(view, tokenizer, key),
    donor,
    donorId: view.ids[donor]?.[key] ?? -1,
    rows: tensor.rows[at]!,
    tensor: tensor.name,
    effect,
  }
}

function error(type: string, message: string, donor: number | null, tokens: readonly string[]): StockError {
  return { type, message, donor: donor === -1 ? null : donor, tokens }
}
