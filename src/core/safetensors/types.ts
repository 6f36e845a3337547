import type { Dtype } from './dtypes.ts'

/** One tensor as the header of its file describes it. */
export interface TensorEntry {
  readonly name: string
  readonly dtype: Dtype
  readonly shape: readonly number[]
  /** Offsets into the file's data, which starts behind the header: [begin, end). */
  readonly begin: number
  readonly end: number
}

/** The valid header of one safetensors file. */
export interface SafetensorsHeader {
  /** In the order of their data. */
  readonly tensors: readonly TensorEntry[]
  readonly metadata: ReadonlyMap<string, string>
  /** Where the data starts in the file: 8 + the header's length. */
  readonly dataStart: number
}
