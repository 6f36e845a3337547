import { parseLenientJson } from '../json/lenient.ts'
import { parseIndex } from '../safetensors/parse-index.ts'
import type { ShardIndex } from './shards.ts'

export const indexFile = 'model.safetensors.index.json'

/** The index of a sharded model; `invalid` when its bytes are no usable index. */
export function readShardIndex(bytes: Uint8Array): ShardIndex | 'invalid' {
  try {
    const weightMap = parseIndex(bytes, indexFile)
    const { metadata } = parseLenientJson(bytes) as { metadata?: { total_size?: unknown } }
    const total = metadata?.total_size
    return { weightMap, totalSize: typeof total === 'number' ? total : null }
  } catch {
    return 'invalid'
  }
}
