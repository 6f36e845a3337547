import { referencedModels } from '../merge-config/references.ts'
import type { MergeConfig } from '../merge-config/types.ts'
import { modelKey } from '../model-ref.ts'
import { type InternedVocabularies, internVocabularies } from '../tokenizer/interned.ts'
import type { Vocabulary } from '../tokenizer/vocabulary.ts'
import type { InspectedDonor } from './donor.ts'

/** The vocabularies of all donors over one numbering of the distinct tokens (“keys”). */
export interface VocabularyView {
  readonly donors: readonly InspectedDonor[]
  /** The vocabulary of each donor; null where it is unknown. */
  readonly vocabularies: readonly (Vocabulary | null)[]
  /** Number of distinct tokens. */
  readonly size: number
  token(key: number): string
  /** The key of a token, or -1 when no donor has it. */
  keyOf(token: string): number
  /** For each donor, for each entry of its vocabulary, the key; null where the vocabulary is unknown. */
  readonly keys: readonly (Int32Array | null)[]
  /** For each donor, for each key, the id there or -1; null where the vocabulary is unknown. */
  readonly ids: readonly (Int32Array | null)[]
}

export function viewVocabularies(donors: readonly InspectedDonor[]): VocabularyView {
  const vocabularies = donors.map(({ facts }) => facts.tokenizer?.vocabulary ?? null)
  const known = vocabularies.flatMap((vocabulary, donor) => (vocabulary ? [{ vocabulary, donor }] : []))
  const interned: InternedVocabularies = internVocabularies(known.map(({ vocabulary }) => vocabulary))
  const ids: (Int32Array | null)[] = donors.map(() => null)
  const keys: (Int32Array | null)[] = donors.map(() => null)
  known.forEach(({ donor }, at) => {
    ids[donor] = interned.ids[at]!
    keys[donor] = interned.keys[at]!
  })
  return {
    donors,
    vocabularies,
    size: interned.size,
    token: (key) => interned.token(key),
    keyOf: (token) => {
      for (const [at, { vocabulary }] of known.entries()) {
        const entry = vocabulary.entryOf(token)
        if (entry !== null) return interned.keys[at]![entry]!
      }
      return -1
    },
    keys,
    ids,
  }
}

/**
 * Number of the donor whose config.json and tokenizer the output starts from: the base, else the first of the config, in
 * whatever order the donors are; -1 where it is not there.
 */
export function leadingDonor(config: MergeConfig, { donors }: VocabularyView): number {
  const [lead] = referencedModels(config)
  const key = lead && modelKey(lead)
  return donors.findIndex((donor) => donor.key === key)
}
