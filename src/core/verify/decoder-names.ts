import type { OutputCheck } from '../contract/verify.ts'
import { largestOf } from '../many.ts'
import type { ConfigFacts, DonorTensor, WeightsFacts } from '../model/facts.ts'
import { mostLayers } from '../model/layer-counts.ts'
import type { RawObject } from '../model/raw-values.ts'
import { layerNumber, layerPattern } from '../model/tensor-name.ts'
import { vocabularyKindOf } from '../model/vocabulary-names.ts'
import { unneededBuffer } from '../preflight/anatomy/tensor-layers.ts'
import { shapesUnlikeOthers } from './alike-layers.ts'
import { fail, failEach, pass, warn } from './check.ts'
import { shapesUnlikeConfig } from './config-sizes.ts'
import table from './decoder-names.json' with { type: 'json' }

interface Names {
  /** Of the decoder within the class: some checkpoints leave it out. */
  readonly prefix: string
  /** There always, whatever config.json says; `*` for the number of the layer. */
  readonly required: readonly string[]
  /** There with some configs. */
  readonly allowed: readonly string[]
}

const known: ReadonlyMap<string, Names> = new Map(Object.entries(table))

/** What older checkpoints store and transformers passes over. */
const isPassedOver = (name: string) => unneededBuffer.test(name) || /(^|\.)position_ids$/.test(name)

/**
 * Names and shapes of decoders whose names do not depend on more than a few settings: every layer has what the class
 * needs, nothing else, and of the same shape as in the others. null for a class that is not in the table.
 */
export function checkDecoderNames(config: ConfigFacts | null, weights: WeightsFacts): OutputCheck[] | null {
  const name = config?.architecture ?? ''
  const names = known.get(name)
  if (!names) return null
  const stored = withPrefix(weights.tensors, names.prefix)
  const missing = missingNames(stored, names)
  const unlike = misshapen(config!, stored)
  const taken = new Set([...names.required, ...names.allowed.filter((key) => isAllowed(key, config!.raw))])
  const extra = [...stored].filter(([key]) => !taken.has(layerPattern(key)) && !isPassedOver(key))
  return [
    ...failEach(
      'architecture-missing',
      missing,
      (tensor) => ({ message: `${tensor} is missing: ${name} needs it`, tensor }),
      `no tensor that every ${name} has is missing`,
    ),
    ...(extra.length > 0
      ? extra
          .slice(0, 3)
          .map(([, { name: tensor }]) =>
            warn('architecture-unexpected', `${name} has no tensor ${tensor}`, tensor),
          )
      : [pass('architecture-unexpected', `${name} may have every tensor that is there`)]),
    ...failEach(
      'architecture-shape',
      unlike,
      (fault) => fault,
      'embeddings, head and norms have the shapes that config.json gives them, every layer those of the others',
    ),
  ]
}

/** What config.json tells of a shape counts first; of the rest each layer is held against the others. */
function misshapen(config: ConfigFacts, stored: ReadonlyMap<string, DonorTensor>) {
  const told = [...shapesUnlikeConfig(config, stored, 'decoder')].map(({ name: tensor, shape, wanted }) => ({
    tensor,
    message: unlikeConfig(tensor, shape, wanted),
  }))
  const kinds = new Set(told.map(({ tensor }) => layerPattern(tensor)))
  const others = [...shapesUnlikeOthers(stored)].flatMap(({ name: tensor, shape, others: usual }) => {
    const message = `${tensor} has the shape [${shape.join(', ')}], in other layers it is [${usual}]`
    return kinds.has(layerPattern(tensor)) ? [] : [{ tensor, message }]
  })
  return [...told, ...others]
}

/** What headers tell of names and shapes: of a class in the table as above, of others what their names tell. */
export function checkNames(config: ConfigFacts | null, weights: WeightsFacts): OutputCheck[] {
  return [...(checkDecoderNames(config, weights) ?? []), ...checkSizes(config, weights)]
}

function checkSizes(config: ConfigFacts | null, weights: WeightsFacts): OutputCheck[] {
  const unlike = config ? [...shapesUnlikeConfig(config, weights.tensors, 'all')] : []
  return unlike.map(({ name, shape, wanted }) =>
    fail('architecture-shape', unlikeConfig(name, shape, wanted), name),
  )
}

const unlikeConfig = (name: string, shape: readonly number[], wanted: string) =>
  `${name} has the shape [${shape.join(', ')}], config.json gives it [${wanted}]`

/** Whether this config.json gives the class a tensor that only some configs do: most say of biases that there are none. */
const isAllowed = (key: string, { mlp_bias: inMlp = false, attention_bias: inAttention }: RawObject) =>
  !(inMlp === false && /\.mlp\.(gate|up|down)_proj\.bias$/.test(key)) &&
  !(inAttention === false && /\.self_attn\.[qkvo]_proj\.bias$/.test(key))

/** What every model of the class has, and in each layer what at least half of the layers have. */
function missingNames(stored: ReadonlyMap<string, DonorTensor>, { required, allowed }: Names): string[] {
  const numbered = [...stored.keys()].filter((key) => layerNumber.test(key))
  const layers = Math.min(
    largestOf([-1, ...numbered.map((key) => Number(layerNumber.exec(key)![1]))]) + 1,
    mostLayers,
  )
  const holders = new Map<string, number>()
  for (const key of numbered) holders.set(layerPattern(key), (holders.get(layerPattern(key)) ?? 0) + 1)
  const usual = allowed.filter((key) => (holders.get(key) ?? 0) * 2 >= layers && holders.has(key))
  return [...required, ...usual]
    .flatMap((key) =>
      key.includes('*') ? Array.from({ length: layers }, (_, at) => key.replace('*', String(at))) : [key],
    )
    .filter((key) => !stored.has(key))
}

function withPrefix(
  tensors: ReadonlyMap<string, DonorTensor>,
  prefix: string,
): ReadonlyMap<string, DonorTensor> {
  if ([...tensors.keys()].some((name) => name.startsWith(`${prefix}.`))) return tensors
  // A head is never below the prefix.
  const whole = (name: string) => (vocabularyKindOf(name) === 'head' ? name : `${prefix}.${name}`)
  return new Map([...tensors].map(([name, tensor]) => [whole(name), tensor]))
}
