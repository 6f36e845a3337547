import type { ConfigFacts, DonorTensor } from '../model/facts.ts'
import { asCount, isRawObject } from '../model/raw-values.ts'
import { vocabularyKindOf } from '../model/vocabulary-names.ts'

/** A size that a tensor has to have; `free` where others compare it. */
type Size = number | { readonly free: number }
type SizesOf = (config: ConfigFacts) => readonly (Size | null)[]

interface Rule {
  readonly holds: (name: string) => boolean
  readonly sizes: SizesOf
}

const named = (pattern: RegExp) => (name: string) => pattern.test(name)
const tokens = ({ vocabSize }: ConfigFacts) => (vocabSize === null ? null : { free: vocabSize })
const positions = ({ raw }: ConfigFacts) => asCount(raw.n_positions ?? raw.max_position_embeddings)

/** How many labels config.json of a classifier has; null where it says nothing, or two things. */
function labels({ raw }: ConfigFacts): number | null {
  const said = asCount(raw.num_labels)
  if (!isRawObject(raw.id2label)) return said
  const named = Object.keys(raw.id2label).length
  return said === null || said === named ? named : null
}
const classifies = /For(Sequence|Token)Classification$/
const ofLabels: SizesOf = (config) => (classifies.test(config.architecture ?? '') ? [labels(config)] : [null])

/** Of every class that has tensors of these names. */
const ofAll: readonly Rule[] = [
  {
    holds: named(/^(classifier|classifier\.out_proj|score)\.weight$/),
    sizes: (config) => [...ofLabels(config), null],
  },
  { holds: named(/^(classifier|classifier\.out_proj|score)\.bias$/), sizes: ofLabels },
  {
    holds: named(/^(\w+\.)?(wpe|embeddings\.position_embeddings)\.weight$/),
    sizes: (config) => [positions(config), null],
  },
]

/** Of the decoders whose names are known. */
const ofDecoders: readonly Rule[] = [
  {
    holds: (name) => vocabularyKindOf(name) !== null && name.endsWith('.weight'),
    sizes: (config) => [tokens(config), config.hiddenSize],
  },
  {
    holds: (name) => vocabularyKindOf(name) === 'head' && name.endsWith('.bias'),
    sizes: (config) => [tokens(config)],
  },
  {
    holds: named(/^\w+\.(norm|ln_f|final_layer_?norm)\.(weight|bias)$/),
    sizes: ({ hiddenSize }) => [hiddenSize],
  },
  {
    holds: named(/\.\d+\.(\w+_layer_?norm|ln_\w+)\.(weight|bias)$/),
    sizes: ({ hiddenSize }) => [hiddenSize],
  },
]

/** Tensors of another shape than config.json gives them, as far as names alone tell what it gives them. */
export function* shapesUnlikeConfig(
  config: ConfigFacts,
  stored: ReadonlyMap<string, DonorTensor>,
  which: 'all' | 'decoder',
) {
  for (const [key, { name, shape }] of stored) {
    const rule = (which === 'all' ? ofAll : ofDecoders).find(({ holds }) => holds(key))
    const sizes = rule?.sizes(config)
    if (!sizes) continue
    const fits = sizes.every((size, axis) => typeof size !== 'number' || size === shape[axis])
    if (fits && sizes.length === shape.length) continue
    const wanted = sizes.map(
      (size, axis) => (typeof size === 'object' ? size?.free : size) ?? shape[axis] ?? '?',
    )
    yield { name, shape, wanted: wanted.join(', ') }
  }
}
