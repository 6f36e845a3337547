import { quote } from '../../core/json/quote.ts'
import type { WeightsFacts } from '../../core/model/facts.ts'
import { type ReadShard, weightsFacts } from '../../core/model/weights.ts'
import { maxIndexBytes, parseIndex } from '../../core/safetensors/parse-index.ts'
import { counted } from '../../core/text/units.ts'
import type { DonorContext } from './context.ts'
import { mapLimited } from './map-limited.ts'
import { readSafetensorsHeader } from './read-header.ts'
import { readPickles } from './read-pickles.ts'

const single = 'model.safetensors'
const indexFile = 'model.safetensors.index.json'
const shardsAtOnce = 8
/** Findings of one sort that are told one by one. */
const mostOfAKind = 5
const pickle = /\.(bin|pt|pth|ckpt)$/

/** Reads the headers of all shards. null, with a finding that says why, when there is nothing to read. */
export async function readWeights(context: DonorContext): Promise<WeightsFacts | null> {
  const { listing } = context
  if (!listing.has(indexFile) && !listing.has(single))
    return noteAbsent(context) ? readPickles(context) : null
  const index = listing.has(indexFile) ? await readIndex(context) : null
  if (listing.has(indexFile) && !index) return null
  const named = index ? [...new Set(index.values())].sort() : [single]
  await mapLimited(named, shardsAtOnce, context.find)
  if (index) noteMissing(context, index)
  const present = named.filter((path) => listing.has(path))
  const read = await mapLimited(present, shardsAtOnce, (path) => readShard(context, path))
  const shards = read.filter((shard) => shard !== null)
  if (shards.length === 0 && named.length > 0) return null
  const { repeated, ...all } = weightsFacts(shards)
  for (const name of repeated.slice(0, mostOfAKind))
    context.note('tensor-duplicate', `the tensor ${quote(name)} is in two shards`)
  if (index) compareWithIndex(context, index, all, new Set(repeated))
  const { repeated: _, ...facts } = weightsFacts(index ? shards.map((shard) => listed(shard, index)) : shards)
  if (all.tensors.size === 0 && shards.length === named.length)
    context.note('donor-empty', `there is no tensor in ${index ? indexFile : single}`)
  return facts
}

async function readIndex(context: DonorContext): Promise<Map<string, string> | null> {
  try {
    return parseIndex(await context.files.readAll(indexFile, maxIndexBytes), indexFile)
  } catch (error) {
    context.noteError('index-invalid', error)
    return null
  }
}

async function readShard(context: DonorContext, path: string): Promise<ReadShard | null> {
  const file = context.listing.get(path)!
  try {
    const header = await readSafetensorsHeader(context.files, file)
    if (header.tensors.length === 0) context.note('donor-note', `${path} holds no tensors`)
    return { path, size: file.size, header }
  } catch (error) {
    context.noteError('header-invalid', error)
    return null
  }
}

/** A shard with the tensors of it that the index names: mergekit, and so the merge, sees no others. */
function listed(shard: ReadShard, index: ReadonlyMap<string, string>): ReadShard {
  const tensors = shard.header.tensors.filter(({ name }) => index.has(name))
  return { ...shard, header: { ...shard.header, tensors } }
}

function noteMissing({ listing, note }: DonorContext, index: ReadonlyMap<string, string>): void {
  const tensorsOf = new Map<string, number>()
  for (const shard of index.values())
    if (!listing.has(shard)) tensorsOf.set(shard, (tensorsOf.get(shard) ?? 0) + 1)
  for (const [shard, count] of [...tensorsOf].slice(0, mostOfAKind))
    note(
      'shard-missing',
      `the shard ${quote(shard)} is missing; ${counted(count, 'tensor')} should lie in it`,
    )
  const more = tensorsOf.size - mostOfAKind
  if (more > 0) note('shard-missing', `${counted(more, 'more shard')} of ${indexFile} are missing`)
}

function compareWithIndex(
  { note }: DonorContext,
  index: ReadonlyMap<string, string>,
  facts: WeightsFacts,
  repeated: ReadonlySet<string>,
): void {
  const read = new Set(facts.shards.map(({ path }) => path))
  const absent = [...index].filter(
    ([name, shard]) => read.has(shard) && !repeated.has(name) && facts.tensors.get(name)?.shard !== shard,
  )
  const [first] = absent
  if (first)
    note(
      'index-invalid',
      `${indexFile} says that ${quote(first[0])} is in ${quote(first[1])}, but it is not${andMore(absent)}`,
    )
  const unnamed = [...facts.tensors.keys()].filter((name) => !index.has(name))
  if (unnamed[0] !== undefined)
    note(
      'donor-note',
      `the tensor ${quote(unnamed[0])} is not in ${indexFile}, so mergekit does not see it${andMore(unnamed)}`,
    )
}

function andMore(list: readonly unknown[]): string {
  return list.length > 1 ? ` (and ${list.length - 1} more such tensors)` : ''
}

/** Files of weights that nobody here reads, by the end of their names, and what to do about them. */
const otherEndings: readonly (readonly [RegExp, hint: string])[] = [
  [/\.(incomplete|part|partial|crdownload|aria2|tmp|download)$/, 'let the download end, or start it again'],
  [
    /\.gguf$/,
    'take the model that the GGUF was made from; what a quantised one has lost cannot be brought back',
  ],
  [
    /\.(h5|msgpack|npz|onnx|mlpackage|ot|tflite|pdparams|mlmodel)$/,
    'save the model with transformers, for PyTorch',
  ],
]

function noteOtherWeights(paths: readonly string[], note: DonorContext['note']): void {
  for (const [ending, hint] of otherEndings) {
    const path = paths.find((name) => ending.test(name))
    if (path === undefined) continue
    note('donor-empty', `it has no weights that mergekit reads: ${quote(path)} is no safetensors file`, hint)
    return
  }
  note('donor-empty', 'it has no weights: no safetensors file', null)
}

/** Returns whether there are pickles in their place. */
function noteAbsent({ listing, options, note }: DonorContext): boolean {
  const paths = [...listing.values()].filter(({ isFolder }) => !isFolder).map(({ path }) => path)
  const pickles = paths.filter((path) => pickle.test(path))
  const others = paths.filter((path) => path.endsWith('.safetensors'))
  if (others.length > 0)
    note(
      'donor-empty',
      `it has neither ${single} nor ${indexFile}; mergekit does not read ${quote(others[0]!)}`,
      'rename the file, or write the index that belongs to its shards',
    )
  else if (pickles.length === 0) noteOtherWeights(paths, note)
  else if (options.allowPickle)
    note('donor-pickle-allowed', `its weights are pickles (${quote(pickles[0]!)})`)
  else
    note(
      'donor-pickle',
      `its weights are pickles (${quote(pickles[0]!)}); loading them can run any code that is in them`,
    )
  return others.length === 0 && pickles.length > 0
}
