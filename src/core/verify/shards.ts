import type { OutputCheck } from '../contract/verify.ts'
import { counted, formatCount } from '../text/units.ts'
import { fail, failEach, pass, skip } from './check.ts'

export interface WrittenShards {
  /** File names of the shards that could be read. */
  readonly files: readonly string[]
  /** All that lies in the folder. */
  readonly folder: readonly string[]
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
export function checkShards({ files, folder, holders, bytes, index }: WrittenShards): OutputCheck[] {
  if (index === 'invalid') return [fail('index-valid', 'model.safetensors.index.json cannot be read')]
  const named = new Set(index?.weightMap.values())
  const stray = strayShards(folder, files).filter((file) => !named.has(file))
  if (index === null)
    return files.length > 1
      ? [
          fail(
            'index-valid',
            `there are ${counted(files.length, 'shard')} and no model.safetensors.index.json`,
          ),
        ]
      : stray.length > 0
        ? [fail('index-shards', `${stray[0]} is in the folder, but no index names it`)]
        : [skip('index-valid', 'one weight file needs no index')]
  const absent = [...named].filter((file) => !folder.includes(file))
  const isWhole = [...named].every((file) => files.includes(file))
  const wrong = [...index.weightMap].filter(
    ([name, file]) => files.includes(file) && holders.get(name) !== file,
  )
  const unlisted = [...holders.keys()].filter((name) => !index.weightMap.has(name))
  return [
    ...failEach(
      'index-shards',
      [
        ...absent.map((file) => `the index names the shard ${file}, which is not there`),
        ...stray.map(tellStray),
      ],
      (message) => ({ message }),
      'the index names the shards that are there',
    ),
    ...failEach(
      'index-tensors',
      wrong,
      ([name, file]) => ({
        message: `the index looks for ${name} in ${file}, but ${holders.has(name) ? `it is in ${holders.get(name)}` : 'no shard has it'}`,
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
    isWhole
      ? totalSize(index.totalSize, bytes)
      : skip('index-total-size', 'not all shards are there and can be read'),
  ]
}

/** As transformers names weight files; others, such as consolidated.safetensors, are for other programs. */
const nameOfShard = /^model(-\d+-of-\d+)?\.safetensors$/

/** Weight files in a folder that are none of the model's shards. */
export const strayShards = (folder: readonly string[], shards: readonly string[]): readonly string[] =>
  folder.filter((file) => nameOfShard.test(file) && !shards.includes(file))

export const tellStray = (file: string): string =>
  file === 'model.safetensors'
    ? `${file} is in the folder with the shards of the index: transformers loads it instead of them`
    : `${file} is in the folder, but no index names it`

function totalSize(said: number | null, bytes: number): OutputCheck {
  if (said === null) return skip('index-total-size', 'the index gives no total_size')
  return said === bytes
    ? pass('index-total-size', `total_size is ${formatCount(bytes)} bytes, as the tensors are`)
    : fail(
        'index-total-size',
        `total_size is ${formatCount(said)}, but the tensors have ${formatCount(bytes)} bytes`,
      )
}
