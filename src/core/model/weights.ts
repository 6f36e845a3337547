import type { SafetensorsHeader, TensorEntry } from '../safetensors/types.ts'
import type { DonorTensor, WeightsFacts } from './facts.ts'
import { vocabularyTensors } from './vocabulary-tensors.ts'

export interface ReadShard {
  readonly path: string
  readonly size: number
  readonly header: SafetensorsHeader
}

/** What lies where, over all shards. A tensor in two shards stands in `repeated` and counts once. */
export function weightsFacts(
  shards: readonly ReadShard[],
): WeightsFacts & { readonly repeated: readonly string[] } {
  const tensors = new Map<string, DonorTensor>()
  const repeated: string[] = []
  for (const { path, header } of shards) {
    for (const entry of header.tensors) {
      if (tensors.has(entry.name)) repeated.push(entry.name)
      else tensors.set(entry.name, { ...entry, shard: path, fileOffset: header.dataStart + entry.begin })
    }
  }
  const all = [...tensors.values()]
  return {
    tensors,
    shards: shards.map(({ path, size, header }) => ({ path, size, dataStart: header.dataStart })),
    parameters: all.reduce((sum, { shape }) => sum + elements(shape), 0),
    bytes: all.reduce((sum, { begin, end }) => sum + end - begin, 0),
    dtype: mainDtype(all),
    vocabularyTensors: vocabularyTensors(all),
    repeated,
  }
}

function elements(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1)
}

function mainDtype(tensors: readonly TensorEntry[]): string {
  const bytes = new Map<string, number>()
  for (const { dtype, begin, end } of tensors) bytes.set(dtype, (bytes.get(dtype) ?? 0) + end - begin)
  return [...bytes].reduce((most, entry) => (entry[1] > most[1] ? entry : most), ['', -1])[0]
}
