import type { ConfigFacts, WeightsFacts } from '../../core/model/facts.ts'
import { vocabularyMatrices } from '../../core/model/vocabulary-tensors.ts'
import type { ModelFiles } from '../../core/model-files.ts'

const pieces = 4
const pieceBytes = 1 << 16

/**
 * Whether the head that a donor stores is a copy of the embeddings that its config ties it to, by pieces of the two;
 * undefined where it stores none, or where its values are elsewhere.
 */
export async function headIsCopy(
  files: ModelFiles,
  config: ConfigFacts | null,
  weights: WeightsFacts | null,
): Promise<boolean | undefined> {
  if (!weights || config?.tiedEmbeddings !== true || files.isHollow) return undefined
  const [embeddings, head] = (['embeddings', 'head'] as const).map((kind) => {
    const [named] = vocabularyMatrices(weights, kind)
    return named && weights.tensors.get(named.name)
  })
  if (!embeddings || !head || embeddings.name === head.name) return undefined
  // Where a pickle has them, nobody knows before it is loaded.
  if (![embeddings, head].every(({ shard }) => shard.endsWith('.safetensors'))) return undefined
  if (embeddings.dtype !== head.dtype || `${embeddings.shape}` !== `${head.shape}`) return false
  const bytes = head.end - head.begin
  for (let piece = 0; piece < pieces; piece++) {
    const start = Math.floor((Math.max(0, bytes - pieceBytes) * piece) / (pieces - 1))
    const [embedded, headed] = await Promise.all(
      [embeddings, head].map(({ shard, fileOffset }) =>
        files.read(shard, fileOffset + start, fileOffset + Math.min(bytes, start + pieceBytes)),
      ),
    )
    if (!Buffer.from(embedded!).equals(headed!)) return false
  }
  return true
}
