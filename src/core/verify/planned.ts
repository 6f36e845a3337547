import type { MergeConfig } from '../merge-config/types.ts'

/** One tensor as the merge planned it. dtype in safetensors' words (`BF16`), null where it is not known. */
export interface PlannedTensor {
  readonly name: string
  readonly dtype: string | null
  readonly shape: readonly number[]
}

/** What the output should be. null: not known, so it is not judged. */
export interface OutputPlan extends Promised {
  readonly tensors: readonly PlannedTensor[] | null
}

/** What a config says that its output will have beside its tensors. */
export interface Promised {
  /** `auto`: the one that most donors have, and none where they have none. */
  readonly chatTemplate: 'given' | 'auto' | null
  /** A tokenizer that the merge builds. */
  readonly ownVocabulary: boolean
}

export const promisedBy = ({ chatTemplate, tokenizer }: MergeConfig): Promised => ({
  chatTemplate: chatTemplate === null || chatTemplate === 'auto' ? chatTemplate : 'given',
  ownVocabulary: tokenizer !== null,
})

export const nothingPlanned: OutputPlan = { tensors: null, chatTemplate: null, ownVocabulary: false }
