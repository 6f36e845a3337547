import { smallestOf } from '../many.ts'
import type { Mergekit } from '../mergekit/table.ts'
import type { MethodSpec } from '../methods.ts'
import type { StockError, StockRun } from './stock-types.ts'
import { mixesTokens } from './token-numbers.ts'
import type { TensorInputs } from './vocabulary-inputs.ts'
import type { VocabularyView } from './vocabulary-view.ts'

export interface PlainSituation {
  readonly view: VocabularyView
  readonly tensors: readonly TensorInputs[]
  readonly mergekit: Mergekit
  readonly method: MethodSpec
  readonly lead: number
  /** Without it the newer mergekit refuses unequal rows (`--unsafe-truncate-embeddings`). */
  readonly truncate: boolean
}

/** What stock mergekit does when the config says nothing about tokenizers: rows are merged by their number. */
export function plainStock(situation: PlainSituation): StockRun {
  const { view, tensors, lead } = situation
  const uneven = tensors.filter(({ rows }) => rows.some((count) => count !== rows[0]))
  const errors = uneven.map((tensor) => unevenError(situation, tensor)).filter((error) => error !== null)
  if (errors.length > 0) return { outcome: 'crashes', errors, tokens: [], outputTokens: null }
  const vocabulary = view.vocabularies[lead]
  const outputTokens = vocabulary?.size ?? null
  if (uneven.length > 0) return { outcome: 'truncates', errors: [], tokens: [], outputTokens }
  const smallest = smallestOf(tensors.flatMap(({ rows }) => rows))
  const beyond = vocabulary && vocabulary.maxId >= smallest
  const first = beyond ? vocabulary.firstEntryFrom(smallest) : 0
  const tokens = beyond
    ? Array.from({ length: vocabulary.size - first }, (_, offset) => ({
        token: vocabulary.tokenAt(first + offset),
        donor: lead,
        donorId: vocabulary.idAt(first + offset),
        rows: smallest,
        tensor: tensors[0]?.name ?? null,
        effect: 'points past the rows',
      }))
    : []
  if (beyond) return { outcome: 'wrong', errors: [], tokens, outputTokens }
  if (!mixesTokens(view, tensors, lead)) return { outcome: 'succeeds', errors: [], tokens, outputTokens }
  const damage = 'takes rows of different tokens for the same'
  return { outcome: 'wrong', errors: [], tokens, outputTokens, damage }
}

function unevenError(
  { mergekit, method, truncate }: PlainSituation,
  tensor: TensorInputs,
): StockError | null {
  const { rows, inputs, base, name } = tensor
  if (mergekit.does.comparesInputs) {
    if (truncate) return null
    const shapes = rows.map((count) => `(${count}, …)`).join(', ')
    return {
      type: 'ValueError',
      message: `Tensor size mismatch for ${name}: [${shapes}]`,
      donor: null,
      tokens: [],
    }
  }
  const others = inputs.length - (base === null ? 0 : 1)
  const { always, alone } = mergekit.does.cutsRows
  if (always.includes(method.name) || (others === 1 && alone.includes(method.name))) return null
  const mismatch = { type: 'RuntimeError', message: 'The size of tensor a must match the size of tensor b' }
  if (method.family !== 'arithmetic') return { ...mismatch, donor: null, tokens: [] }
  const baseRows = base === null ? Number.POSITIVE_INFINITY : rows[inputs.indexOf(base)]!
  const short = rows.findIndex((count) => count < baseRows)
  return short < 0 ? null : { ...mismatch, donor: inputs[short]!, tokens: [] }
}
