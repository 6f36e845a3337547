import type { TokenizerSetting } from '../merge-config/types.ts'
import type { Mergekit } from '../mergekit/table.ts'
import type { VocabularyView } from './vocabulary-view.ts'

/** What mergekit's BuildTokenizer leaves for the embeddings: for each donor and token an id, or none. */
export interface StockTokenizer {
  /** For each key its output id, or -1. Tokens that only the config names come behind the last key. */
  readonly output: Int32Array
  /** Number of output tokens and their largest id. */
  readonly tokens: number
  readonly maxId: number
  /** For each donor, for each key: its id, `absent`, or `unset` (no permutation entry: KeyError). */
  readonly permutations: readonly (Int32Array | null)[]
  /** The donor that leads, and the first id that its own tokenizer has been stripped of. */
  readonly lead: number
  readonly leadLimit: number
  /** Tokens that no donor has: named by the config, or special ones that loading adds. */
  readonly added: readonly string[]
  /** Whether two tokens share an output id. */
  readonly sharedIds: boolean
}

export const absent = -1
export const unset = -2

export interface BuildSituation {
  readonly view: VocabularyView
  readonly setting: TokenizerSetting
  readonly mergekit: Mergekit
  /** The donor that leads: the base model, else whichever the set gives first. */
  readonly lead: number
  /** The donors that the merge refers to. */
  readonly referenced: readonly number[]
}

/** Loops over plain arrays: fifteen donors that may all lead are 30 million questions. */
export function extent(output: Int32Array): Pick<StockTokenizer, 'tokens' | 'maxId' | 'sharedIds'> {
  let tokens = 0
  let maxId = -1
  for (const id of output) {
    if (id >= 0) tokens += 1
    if (id > maxId) maxId = id
  }
  const taken = new Uint8Array(maxId + 1)
  let sharedIds = false
  for (const id of output) {
    if (id < 0) continue
    if (taken[id]) sharedIds = true
    taken[id] = 1
  }
  return { tokens, maxId, sharedIds }
}
