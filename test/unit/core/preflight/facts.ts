import { parseMergeConfig } from '../../../../src/core/merge-config/parse.ts'
import { newestMergekit } from '../../../../src/core/mergekit/known.ts'
import type { DonorFacts, DonorTensor } from '../../../../src/core/model/facts.ts'
import { modelKey, parseModelRef } from '../../../../src/core/model-ref.ts'
import type { InspectedDonor } from '../../../../src/core/preflight/donor.ts'
import { type PreflightOptions, preflight } from '../../../../src/core/preflight/preflight.ts'
import { vocabularyFromEntries } from '../../../../src/core/tokenizer/vocabulary.ts'

/** A donor in few words. `tokens` are ordinary ones by id, `added` come behind them. */
export interface Sketch {
  readonly tokens?: readonly string[] | null
  /** Only a sentencepiece model. */
  readonly partial?: boolean
  readonly added?: readonly string[]
  readonly rows?: number
  readonly vocabSize?: number | null
  readonly hidden?: number
  readonly layers?: number
  readonly architecture?: string
  readonly modelType?: string
  readonly head?: boolean
  readonly tied?: boolean
  readonly headIsCopy?: boolean
  readonly dtype?: string
  readonly eos?: readonly [token: string, id: number]
  readonly template?: string | null
  readonly tokenizerClass?: string
  readonly downloadBytes?: number
  readonly lora?: boolean
  /** config.json itself. */
  readonly raw?: Readonly<Record<string, unknown>>
  /** The files of sentence-transformers, by path. */
  readonly sentence?: Readonly<Record<string, Readonly<Record<string, unknown>>>>
  /** Puts tensors in, or takes one out (null). */
  readonly tensors?: Readonly<Record<string, readonly number[] | null>>
  /** A model that is no sketch, or what was found when it was read. */
  readonly facts?: Partial<Pick<DonorFacts, 'config' | 'weights' | 'findings'>>
}

export const letters: readonly string[] = 'abcdefgh'.split('')

export function donorFacts(name: string, sketch: Sketch): DonorFacts {
  const { tokens = letters, added = [], hidden = 4, layers = 2, dtype = 'BF16' } = sketch
  const vocabulary =
    tokens &&
    vocabularyFromEntries([
      ...tokens.map((token, id) => [token, id] as const),
      ...added.map((token, at) => [token, tokens.length + at, true] as const),
    ])
  const rows = sketch.rows ?? vocabulary?.size ?? 8
  const shapes: Record<string, readonly number[] | null> = {
    'model.embed_tokens.weight': [rows, hidden],
    ...Object.fromEntries(
      Array.from({ length: layers }, (_, at) => [`model.layers.${at}.mlp.weight`, [hidden, hidden]]),
    ),
    'model.norm.weight': [hidden],
    ...(sketch.head !== false && { 'lm_head.weight': [rows, hidden] }),
    ...sketch.tensors,
  }
  const tensors = Object.entries(shapes).flatMap(([tensor, shape]) =>
    shape ? [tensorOf(tensor, shape, dtype)] : [],
  )
  const elements = tensors.reduce((sum, { end }) => sum + end / 2, 0)
  return {
    ref: name,
    location: name,
    commit: null,
    files: [],
    config: {
      architecture: sketch.architecture ?? 'MistralForCausalLM',
      architectures: [sketch.architecture ?? 'MistralForCausalLM'],
      modelType: sketch.modelType ?? 'mistral',
      layers,
      hiddenSize: hidden,
      intermediateSize: null,
      heads: null,
      keyValueHeads: null,
      headDim: null,
      vocabSize: sketch.vocabSize === undefined ? rows : sketch.vocabSize,
      vocabSizeKey: 'vocab_size',
      tiedEmbeddings: sketch.tied ?? false,
      dtype: null,
      quantisation: null,
      remoteCode: [],
      eosTokenIds: sketch.eos ? [sketch.eos[1]] : [],
      bosTokenId: null,
      padTokenId: null,
      raw: sketch.raw ?? {},
    },
    generation: null,
    weights: {
      tensors: new Map(tensors.map((tensor) => [tensor.name, tensor])),
      shards: [],
      parameters: elements,
      bytes: elements * 2,
      dtype,
      ...(sketch.headIsCopy !== undefined && { headIsCopy: sketch.headIsCopy }),
      vocabularyTensors: tensors
        .filter(({ name: tensor }) => /embed_tokens|lm_head/.test(tensor))
        .map(({ name: tensor, shape }) => ({
          name: tensor,
          kind: tensor.includes('embed') ? 'embeddings' : 'head',
          rows: shape[0]!,
          columns: shape[1]!,
        })),
    },
    tokenizer: vocabulary && {
      source: 'tokenizer.json',
      model: 'BPE',
      vocabulary: sketch.partial ? null : vocabulary,
      eos: sketch.eos ? { token: sketch.eos[0], id: sketch.eos[1] } : null,
      bos: null,
      pad: null,
      unk: null,
      chatTemplate: sketch.template ?? null,
      tokenizerClass: sketch.tokenizerClass ?? null,
      lacksAddedTokensKey: false,
    },
    adapter: null,
    ...(sketch.sentence && { sentence: new Map(Object.entries(sketch.sentence)) }),
    findings: [],
    ...sketch.facts,
  }
}

function tensorOf(name: string, shape: readonly number[], dtype: string): DonorTensor {
  const elements = shape.reduce((product, size) => product * size, 1)
  return {
    name,
    dtype: dtype as DonorTensor['dtype'],
    shape,
    begin: 0,
    end: elements * 2,
    shard: 'model.safetensors',
    fileOffset: 0,
  }
}

export const plenty: PreflightOptions = {
  // A sketch has a few tensors of a model, which no definition of a whole one can be held against.
  mergekit: {
    ...newestMergekit,
    definitions: new Map([['SketchedModel', { demanded: ['model.norm.weight'], optional: [], tied: [] }]]),
  },
  machine: { outputFreeBytes: 1e12, cacheFreeBytes: 1e12, sameDisk: true, memoryBytes: 64e9, cores: 2 },
  missingRows: 'zero',
  allowCrimes: false,
  unsafeTruncate: false,
  budgetBytes: 2e9,
}

/** The preflight of a config whose models are the names of the sketches. */
export function judge(
  config: string,
  sketches: Readonly<Record<string, Sketch>>,
  options: Partial<PreflightOptions> = {},
) {
  const parsed = parseMergeConfig(config)
  if (!parsed.config) throw new Error(JSON.stringify(parsed.findings))
  const base = parsed.config.baseModel?.model.path
  const donors = Object.entries(sketches).map(([name, sketch]): InspectedDonor => {
    const facts = donorFacts(name, sketch)
    const downloadBytes = sketch.downloadBytes ?? 0
    const ref = parseModelRef(sketch.lora ? `${name}+adapter` : name)
    return {
      ref,
      key: modelKey(ref),
      name: sketch.lora ? `${name}+adapter` : name,
      role: name === base ? 'base' : 'donor',
      facts,
      lora: sketch.lora ? facts : null,
      downloadBytes,
      local: downloadBytes === 0,
    }
  })
  return preflight(parsed.config, donors, { ...plenty, ...options })
}

/** A linear merge of the named models, the first of which is the base. */
export function linear(names: readonly string[], more = 'tokenizer: {source: union}'): string {
  const models = names.map((name) => `{model: ${name}, parameters: {weight: 1}}`).join(', ')
  return `merge_method: linear\nbase_model: ${names[0]}\nmodels: [${models}]\n${more}\n`
}
