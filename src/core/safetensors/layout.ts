import { quote } from '../json/quote.ts'
import { type Dtype, dtypeBits } from './dtypes.ts'
import type { TensorEntry } from './types.ts'

/** Bytes that a tensor takes, or why that cannot be said. */
export function tensorBytes(dtype: Dtype, shape: readonly number[]): number | string {
  let elements = 1n
  for (const size of shape) {
    elements *= BigInt(size)
    if (elements > 0xffff_ffff_ffff_ffffn) return 'a shape whose product overflows 64 bits'
  }
  const bits = elements * BigInt(dtypeBits[dtype])
  if (bits % 8n !== 0n) return `a shape that does not fill whole bytes (${bits} bits of ${dtype})`
  return Number(bits / 8n)
}

/**
 * Why the tensors do not fill the file's data exactly, or null: no overlap, no hole, no rest. `tensors` in
 * the order of their data.
 */
export function layoutProblem(tensors: readonly TensorEntry[], dataBytes: number): string | null {
  let filled = 0
  for (const { name, begin, end } of tensors) {
    if (begin < filled)
      return `the tensor ${quote(name)} overlaps the one before it (at byte ${begin} of the data)`
    if (begin > filled) return `there is a hole of ${begin - filled} bytes before the tensor ${quote(name)}`
    filled = end
  }
  if (filled > dataBytes)
    return `it is cut off: the header promises ${filled} bytes of data, the file has ${dataBytes}`
  if (filled < dataBytes) return `${dataBytes - filled} bytes behind the last tensor belong to nothing`
  return null
}
