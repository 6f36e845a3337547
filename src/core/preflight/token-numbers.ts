import type { TensorInputs } from './vocabulary-inputs.ts'
import type { VocabularyView } from './vocabulary-view.ts'

/** Without a tokenizer key rows are merged, and called by the output's tokenizer, by their number alone. */
export interface TokenNumbers {
  /** Whether one token has different ids. */
  readonly isMoved: boolean
  /** Ids that are different tokens in different tokenizers, of so many rows. */
  readonly ids: number
  readonly rows: number
  /** The first of them: its token in two tokenizers, and whose those are. */
  readonly example: { readonly id: number; readonly uses: readonly [TokenUse, TokenUse] } | null
}

interface TokenUse {
  readonly donor: number
  readonly key: number
}

/** What the tokenizers of a tensor's inputs say of each other, and what it takes to compare one more with them. */
interface Numbering {
  readonly rows: number
  /** For each key an id, and for each row a key and its donor, of the first that has one; or -1. */
  readonly idOf: Int32Array
  readonly keyOf: Int32Array
  readonly donorOf: Int32Array
  readonly moved: Moved
}

interface Moved {
  readonly isMoved: boolean
  readonly ids: ReadonlySet<number>
  readonly example: TokenNumbers['example']
}

const known = new WeakMap<VocabularyView, Map<string, Numbering>>()

/** How the inputs of a tensor number their tokens, and the model whose tokenizer the output has. */
export function tokenNumbers(view: VocabularyView, tensor: TensorInputs, lead: number): TokenNumbers {
  const numbering = numberingOf(view, tensor)
  const { rows, moved } = numbering
  if (tensor.inputs.includes(lead)) return { ...moved, ids: moved.ids.size, rows }
  const more = compared(view, numbering, lead)
  const ids = moved.ids.size + [...more.ids].filter((id) => !moved.ids.has(id)).length
  return { isMoved: moved.isMoved || more.isMoved, ids, rows, example: moved.example ?? more.example }
}

function numberingOf(view: VocabularyView, { inputs, rows }: TensorInputs): Numbering {
  const ofView = known.get(view) ?? new Map<string, Numbering>()
  known.set(view, ofView)
  const name = `${inputs}:${rows[0]}`
  const numbering = ofView.get(name) ?? numbered(view, inputs, rows[0] ?? 0)
  ofView.set(name, numbering)
  return numbering
}

function numbered(view: VocabularyView, inputs: readonly number[], rows: number): Numbering {
  const none = (size: number) => new Int32Array(size).fill(-1)
  const ids = new Set<number>()
  const tables = { rows, idOf: none(view.size), keyOf: none(rows), donorOf: none(rows) }
  let moved: Moved = { isMoved: false, ids, example: null }
  const seen = new Set<unknown>()
  for (const donor of inputs) {
    // Donors of one family share the tables that their vocabularies are read into.
    const packed = view.vocabularies[donor]?.packed
    if (seen.has(packed)) continue
    seen.add(packed)
    const { isMoved, ids: more, example } = compared(view, { ...tables, moved }, donor)
    for (const id of more) ids.add(id)
    moved = { isMoved: moved.isMoved || isMoved, ids, example: moved.example ?? example }
    view.ids[donor]?.forEach((id, key) => {
      if (id < 0) return
      if (tables.idOf[key]! < 0) tables.idOf[key] = id
      if (id >= rows || tables.keyOf[id]! >= 0) return
      tables.keyOf[id] = key
      tables.donorOf[id] = donor
    })
  }
  return { ...tables, moved }
}

/** A tokenizer may have two names for one id: those are no different tokens. */
function compared(view: VocabularyView, { rows, idOf, keyOf, donorOf }: Numbering, donor: number): Moved {
  let isMoved = false
  let example: Moved['example'] = null
  const ids = new Set<number>()
  const own = view.ids[donor] ?? new Int32Array()
  own.forEach((id, key) => {
    if (id < 0) return
    if (idOf[key]! >= 0 && idOf[key] !== id) isMoved = true
    const other = id < rows ? keyOf[id]! : -1
    if (other < 0 || other === key || own[other] === id) return
    const owner = donorOf[id]!
    if (view.ids[owner]![key] === id) return
    ids.add(id)
    example ??= {
      id,
      uses: [
        { donor: owner, key: other },
        { donor, key },
      ],
    }
  })
  return { isMoved, ids, example }
}

/** As in the checks of an output: a share of rows that is no accident. */
const mostOthers = 1 / 20

/** Whether rows belong to tokens that stand elsewhere in another tokenizer, or too many to other tokens. */
export const mixesTokens = (view: VocabularyView, tensors: readonly TensorInputs[], lead: number): boolean =>
  tensors.some((tensor) => {
    const { isMoved, ids, rows } = tokenNumbers(view, tensor, lead)
    return isMoved || ids > mostOthers * rows
  })
