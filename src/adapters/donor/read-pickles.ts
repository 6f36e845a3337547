import type { WeightsFacts } from '../../core/model/facts.ts'
import { foundInstead } from '../../core/model/found-instead.ts'
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
/** Enough to see what lies in the place of a file. */
const startBytes = 200
/** The directory of a zip archive ends with its own place, and a comment of up to 64 KiB. */
const endBytes = 22 + 65_535
const firstReadBytes = 64 * 1024
/** What comes before the values of the largest models is a tenth of this. */
const mostBytes = 64 * 1024 * 1024

/**
 * The tensors of weights that mergekit unpickles, by the beginnings of their files; nothing of them is run. null where one
 * is not as torch.save writes a model.
 */
export async function readPickles(context: DonorContext): Promise<WeightsFacts | null> {
  const { files, listing } = context
  const read = async (path: string): Promise<ReadShard | null> => {
    const file = listing.get(path)
    if (file && (await isDamaged(context, file))) return null
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

/** Whether something else lies in place of a pickle, or the end of its archive is missing; then that is told. */
async function isDamaged(
  { files, note }: DonorContext,
  { path, size, refused }: ModelFile,
): Promise<boolean> {
  if (refused !== undefined) return false
  const start = await files.read(path, 0, Math.min(size, startBytes))
  const instead = foundInstead(start)
  if (instead) note('header-invalid', `${path} ${instead.problem}`, instead.hint)
  if (instead || start[0] !== 0x50 || start[1] !== 0x4b) return instead !== null
  const end = Buffer.from(await files.read(path, Math.max(0, size - endBytes), size))
  if (end.includes('PK\x05\x06', 0, 'latin1')) return false
  note('header-invalid', `${path} is cut off: the end of its archive is missing`)
  return true
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
