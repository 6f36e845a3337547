import { shardPath } from '../safetensors/shard-path.ts'

export interface Selection {
  /** Also pickled weights (`.bin`), which can run code when they are loaded. */
  readonly allowPickle?: boolean
  /** Also the Python files that a model brings along. */
  readonly trustRemoteCode?: boolean
}

const tokenizerFiles = new Set([
  'tokenizer.json',
  'tokenizer_config.json',
  'special_tokens_map.json',
  'added_tokens.json',
  'vocab.json',
  'vocab.txt',
  'merges.txt',
  'tokenizer.model',
  'spiece.model',
  'sentencepiece.bpe.model',
  'tekken.json',
])
const configFiles = new Set(['config.json', 'generation_config.json', 'adapter_config.json', 'params.json'])
/** Mistral's: `tokenizer.model.v3`, `tokenizer.model.v7m1`. */
const numberedTokenizer = /^tokenizer\.model\.[\w.-]+$/
const chatTemplate = /^(chat_template\.(jinja|json)|additional_chat_templates\/[^/]+\.jinja)$/
/** What belongs to a model beside its weights: configs of its processors and modules, templates, its licence. */
const companions = /(\.(json|jinja|txt|model|tiktoken|ya?ml)$)|^(LICEN[CS]E|NOTICE|USE_POLICY)/
/** Of the training, of another format of the weights, or of an index that no merge reads. */
const noCompanions =
  /^(README|trainer_state\.json|.*_results\.json|.*\.index\.json|quantize_config\.json)|^\./
/** A module of sentence-transformers, `1_Pooling`, may have weights of its own. */
const moduleFile = /^\d+_\w+\/[^/\\:]+\.(json|txt|model|safetensors)$/
const nestedCode = /^([\w-]+\/){1,2}[\w-]+\.py$/
const pickledWeights = /^(pytorch_model|adapter_model|model)[^/]*\.bin$/

export const safetensorsIndex = 'model.safetensors.index.json'
const pickleIndex = 'pytorch_model.bin.index.json'

/**
 * Whether a merge may need the file, or its result. Of subfolders only modules, templates, code and the `shards` of the
 * index count: others hold other formats, checkpoints and optimizer state. The test is on the raw name, so that a name
 * which climbs out of its folder is still selected, checked and refused.
 */
export function isWanted(
  path: string,
  selection: Selection = {},
  shards: ReadonlySet<string> | null = null,
): boolean {
  if (shards?.has(path) && path.endsWith('.safetensors')) return true
  const name = path.slice(path.lastIndexOf('/') + 1)
  if (chatTemplate.test(path) || moduleFile.test(path)) return true
  if (selection.trustRemoteCode && nestedCode.test(path)) return true
  if (path !== name && !/(^[/\\]|\.\.|:|\\)/.test(path)) return false
  const leaf = name.slice(Math.max(name.lastIndexOf('\\'), name.lastIndexOf(':')) + 1)
  if (configFiles.has(leaf) || tokenizerFiles.has(leaf) || leaf.endsWith('.tiktoken')) return true
  if (numberedTokenizer.test(leaf)) return true
  if (leaf.endsWith('.safetensors') || leaf.endsWith('.safetensors.index.json')) return true
  if (selection.trustRemoteCode && leaf.endsWith('.py')) return true
  if (leaf === path && companions.test(path) && !noCompanions.test(path)) return true
  return selection.allowPickle === true && (pickledWeights.test(leaf) || leaf === pickleIndex)
}

/** Whether a file holds weights, those of a module or an adapter among them. */
export const isWeights = (path: string): boolean => path.endsWith('.safetensors') || pickledWeights.test(path)

/**
 * The files that are really read, of those that may be: when an index names its shards, weights that it
 * does not name (a second copy in another layout, as in Mistral's repositories) stay where they are, and
 * pickles stay where there are safetensors.
 *
 * `shards` are the file names of the index, null where the repository has none.
 */
export function prune<File extends { readonly path: string }>(
  files: readonly File[],
  shards: ReadonlySet<string> | null,
): File[] {
  const paths = new Set(files.map((file) => file.path))
  const hasSafetensors = [...paths].some((path) => /^(model|adapter_model)[^/]*\.safetensors$/.test(path))
  return files.filter(({ path }) => {
    if (path === pickleIndex || pickledWeights.test(path)) return !hasSafetensors
    if (!isWeights(path) || path.startsWith('adapter_model') || moduleFile.test(path)) return true
    if (shards !== null) return shards.has(path)
    return !paths.has('model.safetensors') || path === 'model.safetensors'
  })
}

/** The paths of the shards an index names. Throws a SyntaxError or TypeError where it is no index. */
export function shardsOfIndex(text: string): Set<string> {
  const index = JSON.parse(text) as { weight_map?: unknown } | null
  const map = index?.weight_map
  if (typeof map !== 'object' || map === null) throw new TypeError('the index has no weight_map')
  const names = Object.values(map)
  if (!names.every((name) => typeof name === 'string')) throw new TypeError('the weight_map names no files')
  return new Set(names.map((name) => shardPath(name as string).path))
}
