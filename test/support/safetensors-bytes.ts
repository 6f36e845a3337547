const encoder = new TextEncoder()

interface HeaderTensor {
  readonly dtype: string
  readonly shape: readonly number[]
  readonly data_offsets: readonly [number, number]
}

/** A file: 8 bytes of length, the header as given, then `data` (a number means so many zero bytes). */
export function safetensorsBytes(header: string | Uint8Array, data: number | Uint8Array = 0): Uint8Array {
  const json = typeof header === 'string' ? encoder.encode(header) : header
  const bytes = typeof data === 'number' ? new Uint8Array(data) : data
  const file = new Uint8Array(8 + json.length + bytes.length)
  new DataView(file.buffer).setBigUint64(0, BigInt(json.length), true)
  file.set(json, 8)
  file.set(bytes, 8 + json.length)
  return file
}

/** Bytes of one element; for tests that need no packed dtypes. */
const elementBytes: Readonly<Record<string, number>> = {
  BF16: 2,
  F16: 2,
  F32: 4,
  I32: 4,
  I64: 8,
  I16: 2,
  I8: 1,
  U8: 1,
  F8_E4M3: 1,
  F8_E5M2: 1,
}

/** The header of tensors that lie one behind the other, and the size of their data. */
export function packHeader(
  tensors: Readonly<Record<string, readonly [dtype: string, ...shape: number[]]>>,
  metadata?: Readonly<Record<string, string>>,
): { json: string; dataBytes: number } {
  let at = 0
  const header: Record<string, unknown> = metadata ? { __metadata__: metadata } : {}
  for (const [name, [dtype, ...shape]] of Object.entries(tensors)) {
    const size = shape.reduce((product, side) => product * side, elementBytes[dtype] ?? 2)
    header[name] = { dtype, shape, data_offsets: [at, at + size] } satisfies HeaderTensor
    at += size
  }
  return { json: JSON.stringify(header), dataBytes: at }
}
