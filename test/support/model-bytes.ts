import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

interface Entry {
  dtype: string
  shape: number[]
  data_offsets: [number, number]
}

/** A safetensors file taken apart, for tests that put it together again with one fault. */
export interface OpenShard {
  header: Record<string, Entry>
  data: Buffer
}

export async function readShard(folder: string, file = 'model.safetensors'): Promise<OpenShard> {
  const bytes = await readFile(join(folder, file))
  const length = Number(bytes.readBigUInt64LE(0))
  const { __metadata__, ...header } = JSON.parse(bytes.toString('utf8', 8, 8 + length))
  return { header, data: bytes.subarray(8 + length) }
}

export async function writeShard(
  folder: string,
  { header, data }: OpenShard,
  file = 'model.safetensors',
): Promise<void> {
  const json = Buffer.from(JSON.stringify(header))
  const size = Buffer.alloc(8)
  size.writeBigUInt64LE(BigInt(json.length))
  await writeFile(join(folder, file), Buffer.concat([size, json, data]))
}

/** Leaves a tensor out and closes the hole in the data. */
export function withoutTensor({ header, data }: OpenShard, name: string): OpenShard {
  const [begin, end] = header[name]!.data_offsets
  const kept: OpenShard['header'] = {}
  for (const [key, entry] of Object.entries(header)) {
    if (key === name) continue
    const shift = entry.data_offsets[0] >= end ? end - begin : 0
    kept[key] = { ...entry, data_offsets: [entry.data_offsets[0] - shift, entry.data_offsets[1] - shift] }
  }
  return { header: kept, data: Buffer.concat([data.subarray(0, begin), data.subarray(end)]) }
}

/** Writes bf16 bits into one row of a matrix. */
export function fillRow(shard: OpenShard, name: string, row: number, bits: number): void {
  const { shape, data_offsets } = shard.header[name]!
  const width = shape[1]!
  for (let column = 0; column < width; column++)
    shard.data.writeUInt16LE(bits, data_offsets[0] + (row * width + column) * 2)
}
