import type { WeightsFacts } from '../../core/model/facts.ts'
import { type ReadShard, weightsFacts } from '../../core/model/weights.ts'
import type { ModelFile, ModelFiles } from '../../core/model-files.ts'
import { torchTensors } from '../../core/pickle/torch-file.ts'
import { PickleEnds } from '../../core/pickle/unpickle.ts'
import { maxIndexBytes, parseIndex } from '../../core/safetensors/parse-index.ts'
import type { DonorContext } from './context.ts'
import { mapLimited } from './map-limited.ts'

const single = 'pytorch_model.bin'
const indexFile = 'pytorch_model.bin.index.json'
const shardsAtOnce = 8
const firstReadBytes = 64 * 1024
/** What comes before the values of the largest models is a tenth of this. */
const mostBytes = 64 * 1024 * 1024

/**
 * The tensors of weights that mergekit unpickles, by the beginnings of their files; nothing of them is run. null where one
 * is not as torch.save writes a model.
 */
export async function readPickles({ files, listing }: DonorContext): Promise<WeightsFacts | null> {
  const read = async (path: string): Promise<ReadShard | null> => {
    const file = listing.get(path)
    const tensors = file ? await tensorsOf(files, file) : null
    return tensors && { path, size: file!.size, header: { tensors, metadata: new Map(), dataStart: 0 } }
  }
  const shards = await mapLimited(await named({ files, listing }), shardsAtOnce, read)
  const whole = shards.filter((shard) => shard !== null)
  return whole.length === shards.length && shards.length > 0 ? weightsFacts(whole) : null
}

async function named({
  files,
  listing,
}: Pick<DonorContext, 'files' | 'listing'>): Promise<readonly string[]> {
  if (!listing.has(indexFile)) return listing.has(single) ? [single] : []
  const index = parseIndex(await files.readAll(indexFile, maxIndexBytes), indexFile, '.bin')
  return [...new Set(index.values())].sort()
}

async function tensorsOf(files: ModelFiles, { path, size }: ModelFile) {
  for (let bytes = firstReadBytes; bytes <= mostBytes; bytes *= 8)
    try {
      return torchTensors(await files.read(path, 0, Math.min(size, bytes)))
    } catch (thrown) {
      if (!(thrown instanceof PickleEnds)) return null
    }
  return null
}
