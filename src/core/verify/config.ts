import type { OutputCheck } from '../contract/verify.ts'
import { largestOf } from '../many.ts'
import type { ConfigFacts, WeightsFacts } from '../model/facts.ts'
import { layerOf, stackOf } from '../model/tensor-name.ts'
import { formatCount } from '../text/units.ts'
import { fail, pass, skip, warn } from './check.ts'
import type { CheckCode } from './codes.ts'
import { checkShapes } from './config-shapes.ts'

const torchDtypes: ReadonlyMap<string, string> = new Map(
  Object.entries({
    bfloat16: 'BF16',
    float16: 'F16',
    float32: 'F32',
    float64: 'F64',
  }),
)

/** config.json agrees with the tensors: rows, hidden size, layers, heads, tied embeddings, dtype. */
export function checkConfig(config: ConfigFacts | null, weights: WeightsFacts): OutputCheck[] {
  if (!config) return [fail('config-present', 'there is no usable config.json')]
  return [
    vocabularySize(config, weights),
    hiddenSize(config, weights),
    layers(config, weights),
    ...checkShapes(config, weights),
    tied(config, weights),
    dtype(config, weights),
  ]
}

function compare(
  code: CheckCode,
  what: string,
  said: number | null,
  actual: number | null,
  where: string,
): OutputCheck {
  if (said === null) return warn(code, `config.json gives no usable ${what}`)
  if (actual === null) return skip(code, `no tensor tells ${what}`)
  return said === actual
    ? pass(code, `${what} is ${formatCount(actual)}`)
    : fail(code, `config.json says ${what} ${formatCount(said)}, but ${where} has ${formatCount(actual)}`)
}

function vocabularySize(config: ConfigFacts, weights: WeightsFacts): OutputCheck {
  const off =
    weights.vocabularyTensors.find(({ rows }) => rows !== config.vocabSize) ?? weights.vocabularyTensors[0]
  return compare('config-vocab-size', 'vocab_size', config.vocabSize, off?.rows ?? null, off?.name ?? '')
}

function hiddenSize(config: ConfigFacts, weights: WeightsFacts): OutputCheck {
  const embeddings = weights.vocabularyTensors[0]
  return compare(
    'config-hidden-size',
    'hidden_size',
    config.hiddenSize,
    embeddings?.columns ?? null,
    embeddings?.name ?? '',
  )
}

function layers(config: ConfigFacts, weights: WeightsFacts): OutputCheck {
  const { num_hidden_layers: said } = {
    ...config.raw,
    ...(config.raw.text_config as object | undefined),
  } as {
    num_hidden_layers?: unknown
  }
  // Slices that run backwards make stock mergekit write a negative number.
  if (typeof said === 'number' && said !== config.layers)
    return fail(
      'config-layers',
      `config.json says num_hidden_layers ${said}, which is not a number of layers`,
    )
  const counts = stackSizes(weights)
  const held = counts.find((count) => count === config.layers) ?? largestOf(counts, 0)
  return compare('config-layers', 'num_hidden_layers', config.layers, held || null, 'the set of tensors')
}

/** Of each stack of layers how many have tensors. An encoder and a decoder, or a vision tower, count their own. */
function stackSizes({ tensors }: WeightsFacts): readonly number[] {
  const stacks = new Map<string, Set<string>>()
  for (const name of tensors.keys()) {
    const layer = layerOf(name)
    if (!/^\d+$/.test(layer ?? '')) continue
    const stack = stackOf(name)
    stacks.set(stack, (stacks.get(stack) ?? new Set()).add(layer!))
  }
  return [...stacks.values()].map(({ size }) => size)
}

export const headless = 'config.json does not tie the embeddings, yet there is no output head'

function tied(config: ConfigFacts, weights: WeightsFacts): OutputCheck {
  const head = weights.vocabularyTensors.find(({ kind }) => kind === 'head')
  if (head && config.tiedEmbeddings === true)
    return fail(
      'config-tied',
      `config.json ties the embeddings, yet ${head.name} is a tensor of its own`,
      head.name,
    )
  if (!head && config.tiedEmbeddings === false) return fail('config-tied', headless)
  return pass(
    'config-tied',
    head
      ? 'the output head is a tensor of its own, as config.json says'
      : 'the output head is tied to the embeddings, as config.json says',
  )
}

function dtype(config: ConfigFacts, weights: WeightsFacts): OutputCheck {
  if (config.dtype === null) return skip('config-dtype', 'config.json gives no dtype')
  const said = torchDtypes.get(config.dtype) ?? config.dtype
  return said === weights.dtype
    ? pass('config-dtype', `dtype is ${config.dtype}`)
    : warn('config-dtype', `config.json says ${config.dtype}, the tensors are ${weights.dtype}`)
}
