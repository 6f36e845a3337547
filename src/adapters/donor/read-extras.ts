import { isWeightsBeside } from '../../core/hub/weights-beside.ts'
import { quote } from '../../core/json/quote.ts'
import type { WeightsFacts } from '../../core/model/facts.ts'
import { counted } from '../../core/text/units.ts'
import type { DonorContext } from './context.ts'
import { readSafetensorsHeader } from './read-header.ts'

/** Files that are told one by one. */
const mostFiles = 5
/** The weights of the model itself, where an adapter or an index leads to other files. */
const ownWeights = /^(model-\d+-of-\d+|model)\.safetensors$/

/** Takes note of weights beside those of the model, such as a value head: mergekit, and so the merge, takes none of them. */
export async function noteExtras(context: DonorContext, weights: WeightsFacts): Promise<void> {
  const read = new Set(weights.shards.map(({ path }) => path))
  const extras = [...context.listing.keys()].filter(
    (path) => isWeightsBeside(path) && !ownWeights.test(path) && !read.has(path),
  )
  const told: string[] = []
  for (const path of extras.slice(0, mostFiles)) {
    if (!path.endsWith('.safetensors')) {
      told.push(quote(path))
      continue
    }
    const [first, ...others] = (await heldBy(context, path)).filter((name) => !weights.tensors.has(name))
    if (first === undefined) continue
    const more = others.length > 0 ? ` and ${counted(others.length, 'more tensor')}` : ''
    told.push(`${quote(path)} (${quote(first)}${more})`)
  }
  const more = extras.length - mostFiles
  if (told.length === 0) return
  const files = `${told.join(', ')}${more > 0 ? ` and ${counted(more, 'more file')}` : ''}`
  context.note('donor-note', `the merge takes nothing of ${files}: its weights are in other files`)
}

/** The names of its tensors; none where they cannot be read. */
async function heldBy({ listing, files }: DonorContext, path: string): Promise<readonly string[]> {
  try {
    return (await readSafetensorsHeader(files, listing.get(path)!)).tensors.map(({ name }) => name)
  } catch {
    return []
  }
}
