/** One tensor as the merge planned it. dtype in safetensors' words (`BF16`), null where it is not known. */
export interface PlannedTensor {
  readonly name: string
  readonly dtype: string | null
  readonly shape: readonly number[]
}

/** What the output should be. null: not known, so it is not judged. */
export interface OutputPlan {
  readonly tensors: readonly PlannedTensor[] | null
  /** The config asked for a chat template. */
  readonly chatTemplate: boolean
  /** The config asked for a tokenizer of its own; absent: no. */
  readonly ownVocabulary?: boolean
}
