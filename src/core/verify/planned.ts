/** One tensor as the merge planned it, or as a file holds it. dtype in safetensors' words (`BF16`). */
export interface PlannedTensor {
  readonly name: string
  readonly dtype: string
  readonly shape: readonly number[]
}

/** What the output should be. null: not known, so it is not judged. */
export interface OutputPlan {
  readonly tensors: readonly PlannedTensor[] | null
  /** The config asked for a chat template. */
  readonly chatTemplate: boolean
}
