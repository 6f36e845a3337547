import type { OutputCheck } from '../contract/verify.ts'
import { fail, failEach, pass, skip } from './check.ts'

export interface WrittenShards {
  /** File names of the shards that are there. */
  readonly files: readonly string[]
  /** Tensor → the shard that holds it, by the headers. */
  readonly holders: ReadonlyMap<string, string>
  /** Bytes of all tensors. */
  readonly bytes: number
  /** model.safetensors.index.json: null when there is none, `invalid` when it cannot be read. */
  readonly index: ShardIndex | 'invalid' | null
}

export interface ShardIndex {
  readonly weightMap: ReadonlyMap<string, string>
  readonly totalSize: number | null
}

/** Index and shards agree, and total_size is the sum of the tensors' bytes. */
export function checkShards({ files, holders, bytes, index }: WrittenShards): OutputCheck[] {
  if (index === 'invalid') return [fail('index-valid', 'model.safetensors.index.json cannot be read')]
  if (index === null)
    return files.length > 1
      ? [fail('index-valid', `there are ${files.length} shards and no model.safetensors.index.json`)]
      : [skip('index-valid', 'one file, no index needed')]
  const absent = [...new Set(index.weightMap.values())].filter((file) => !files.includes(file))
  const wrong = [...index.weightMap].filter(
    ([name, file]) => !absent.includes(file) && holders.get(name) !== file,
  )
  const unlisted = [...holders.keys()].filter((name) => !index.weightMap.has(name))
  return [
    ...failEach(
      'index-shards',
      absent,
      (file) => ({ message: `the index names the shard ${file}, which is not there` }),
      'every shard of the index is there',
    ),
    ...failEach(
      'index-tensors',
      wrong,
      ([name, file]) => ({
        message: `the index looks for ${name} in ${file}, ${holders.has(name) ? `it is in ${holders.get(name)}` : 'no shard has it'}`,
        tensor: name,
      }),
      'every tensor is where the index says',
    ),
    ...failEach(
      'index-complete',
      unlisted,
      (name) => ({ message: `${name} is in a shard but not in the index`, tensor: name }),
      'the index lists every tensor',
    ),
    totalSize(index.totalSize, bytes),
  ]
}

function totalSize(said: number | null, bytes: number): OutputCheck {
  if (said === null) return skip('index-total-size', 'the index gives no total_size')
  return said === bytes
    ? pass('index-total-size', `total_size is ${bytes}`)
    : fail('index-total-size', `total_size is ${said}, the tensors have ${bytes} bytes`)
}
