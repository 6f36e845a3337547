import type { TokenizerSetting, TokenSetting } from '../merge-config/types.ts'
import { formatModelRef, modelKey } from '../model-ref.ts'
import { quotedToken } from '../text/token-text.ts'
import type { PatchedVocabulary } from './patched-vocabulary.ts'
import type { StockError } from './stock-types.ts'
import type { TensorInputs } from './vocabulary-inputs.ts'
import type { VocabularyView } from './vocabulary-view.ts'

/** Where the row of a token that not every input holds comes from. */
export type RowSource = 'one-holder' | 'base' | 'mean' | 'zero' | 'explicit' | 'fill'

/** One token of one vocabulary tensor whose row needs a decision; donors are indexes. */
export interface PatchedRow {
  readonly key: number
  readonly tensor: string
  readonly source: RowSource
  /** The donor that gives the row, when it is one. */
  readonly donor: number | null
  readonly heldBy: readonly number[]
  readonly ghostIn: readonly number[]
  readonly absentIn: readonly number[]
  /** Whether the holders get this row too, instead of their own. */
  readonly forced: boolean
}

/** Whether the row of the output will be zero: a zero default that no holder's own row wins over. */
export function isZeroRow({ source, heldBy, forced }: PatchedRow): boolean {
  return source === 'zero' && (heldBy.length === 0 || forced)
}

export interface PatchedRows {
  readonly rows: readonly PatchedRow[]
  readonly errors: readonly StockError[]
}

export interface RowSituation {
  readonly view: VocabularyView
  readonly setting: TokenizerSetting
  readonly vocabulary: PatchedVocabulary
  readonly tensor: TensorInputs
  readonly rules: RowRules
}

/** What `mergescope run` may ask of the patch. */
export interface RowRules {
  /** The row of a token that no input holds. */
  readonly missing: 'zero' | 'mean'
  /** v2d: a source is chosen by what tokenizers say, and zero where it has no such row. */
  readonly compat: 'v2d' | null
}

/**
 * The row plan of one vocabulary tensor, as the patched mergekit makes it: an explicit source, one holder,
 * the base, the mean of several holders, nobody. Only tokens that some input lacks or the config names.
 */
export function patchedRows(situation: RowSituation): PatchedRows {
  const { view, setting, vocabulary, tensor } = situation
  const rows: PatchedRow[] = []
  const errors: StockError[] = []
  const configured = new Map(
    [...setting.tokens].map(([token, asked]) => {
      const key = view.keyOf(token)
      return [key < 0 ? view.size + vocabulary.named.indexOf(token) : key, asked]
    }),
  )
  const ids = tensor.inputs.map((donor) => vocabulary.ids[donor]!)
  for (let key = 0; key < vocabulary.output.length; key++) {
    if (!vocabulary.output[key]) continue
    let held = 0
    for (const [at, own] of ids.entries()) {
      const id = key < own.length ? own[key]! : -1
      if (id >= 0 && id < tensor.rows[at]!) held += 1
    }
    const asked = configured.get(key)
    if (held === ids.length && !asked) continue
    const row = decide(situation, key, asked)
    if ('type' in row) errors.push(row)
    else rows.push(row)
  }
  return { rows, errors }
}

function decide(
  situation: RowSituation,
  key: number,
  asked: TokenSetting | undefined,
): PatchedRow | StockError {
  const { vocabulary, tensor, rules } = situation
  const heldBy: number[] = []
  const ghostIn: number[] = []
  const absentIn: number[] = []
  for (const [at, donor] of tensor.inputs.entries()) {
    const own = vocabulary.ids[donor]!
    const id = key < own.length ? own[key]! : -1
    ;(id < 0 ? absentIn : id < tensor.rows[at]! ? heldBy : ghostIn).push(donor)
  }
  const row = { key, tensor: tensor.name, heldBy, ghostIn, absentIn, forced: asked?.force ?? false }
  const explicit = asked && explicitSource(situation, key, asked, heldBy.length === tensor.inputs.length)
  if (explicit) return 'type' in explicit ? explicit : { ...row, ...explicit }
  if (heldBy.length === 0) return { ...row, source: rules.missing === 'mean' ? 'fill' : 'zero', donor: null }
  const asking = rules.compat === 'v2d' ? tensor.inputs.filter((donor) => !absentIn.includes(donor)) : heldBy
  const isBase = asking.length > 1 && tensor.base !== null && asking.includes(tensor.base)
  const donor = isBase ? tensor.base : asking.length === 1 ? asking[0]! : null
  if (donor === null) return { ...row, source: 'mean', donor }
  if (!heldBy.includes(donor)) return { ...row, source: 'zero', donor: null }
  return { ...row, source: isBase ? 'base' : 'one-holder', donor }
}

function explicitSource(
  { view, vocabulary, tensor }: RowSituation,
  key: number,
  { source, force }: TokenSetting,
  everybodyHolds: boolean,
): { source: RowSource; donor: number | null } | StockError | null {
  if (!source) return null
  if (source.kind === 'zero') return { source: 'zero', donor: null }
  const name = formatModelRef(source.model)
  const wanted = modelKey(source.model)
  const donor = view.donors.findIndex((candidate) => candidate.key === wanted)
  const at = tensor.inputs.indexOf(donor)
  const token = key < view.size ? view.token(key) : vocabulary.named[key - view.size]!
  const wrong = (why: string): StockError => {
    const message = `Token ${quotedToken(token)} is to come from model ${name}, ${why}`
    return { type: 'VocabularyError', message, donor: donor < 0 ? null : donor, tokens: [token] }
  }
  if (at < 0) return !force && everybodyHolds ? null : wrong(`which is not an input of ${tensor.name}`)
  const own = vocabulary.ids[donor]!
  if (source.kind === 'model') {
    const id = key < own.length ? own[key]! : -1
    if (id < 0) return wrong('which does not know it')
    return id < tensor.rows[at]! ? { source: 'explicit', donor } : { source: 'zero', donor }
  }
  const id = source.tokenId ?? idOf(vocabulary, view, donor, source.token!)
  if (id < 0) return wrong(`which does not know the token ${quotedToken(source.token!)} named for it`)
  return id < tensor.rows[at]! ? { source: 'explicit', donor } : { source: 'zero', donor }
}

function idOf(vocabulary: PatchedVocabulary, view: VocabularyView, donor: number, token: string): number {
  const key = view.keyOf(token)
  return key < 0 ? -1 : vocabulary.ids[donor]![key]!
}
