import { mergeMethods } from '../../../src/core/methods.ts'
import { type Case, type DonorSpec, donors } from './cases.ts'

/**
 * Faults of a vocabulary. Those that stop a merge whatever is said of its vocabulary are tried elsewhere; so is a padding
 * token that only loading adds, which the files of an output do not show.
 */
const faults = Object.keys(donors).filter((name) => !/^(vision|words|backend|unknown-pad)/.test(name))

interface Family {
  /** `type:class`; without one the donors are small Mistrals. */
  readonly class?: string
  /** Where it has several, the names that mergekit has for them. */
  readonly modules?: readonly string[]
  /** What the names of its tensors begin with, and do not in some published models. */
  readonly prefix?: string
  /** Whether transformers has other names in memory than in files. */
  readonly renamed?: true
}

/** Some that mergekit has a definition of, and some that it infers. */
const families: Readonly<Record<string, Family>> = {
  mistral: {},
  llama: { class: 'llama:LlamaForCausalLM', prefix: 'model.' },
  qwen2: { class: 'qwen2:Qwen2ForCausalLM' },
  qwen3moe: { class: 'qwen3_moe:Qwen3MoeForCausalLM' },
  gemma2: { class: 'gemma2:Gemma2ForCausalLM' },
  gpt2: { class: 'gpt2:GPT2LMHeadModel', prefix: 'transformer.' },
  gptneox: { class: 'gpt_neox:GPTNeoXForCausalLM', renamed: true },
  phi: { class: 'phi:PhiForCausalLM' },
  mixtral: { class: 'mixtral:MixtralForCausalLM' },
  glm4moe: { class: 'glm4_moe:Glm4MoeForCausalLM' },
  falcon: { class: 'falcon:FalconForCausalLM' },
  bert: { class: 'bert:BertForMaskedLM', prefix: 'bert.' },
  t5: { class: 't5:T5ForConditionalGeneration', modules: ['encoder', 'decoder'] },
  mistral3: { class: 'mistral3:Mistral3ForConditionalGeneration' },
  // Inferred:
  bloom: { class: 'bloom:BloomForCausalLM', prefix: 'transformer.' },
  opt: { class: 'opt:OPTForCausalLM' },
  olmo: { class: 'olmo:OlmoForCausalLM' },
  qwen2moe: { class: 'qwen2_moe:Qwen2MoeForCausalLM' },
  deepseek: { class: 'deepseek_v3:DeepseekV3ForCausalLM' },
  bart: {
    class: 'bart:BartForConditionalGeneration',
    modules: ['model.encoder.layers', 'model.decoder.layers'],
  },
  llava: { class: 'llava:LlavaForConditionalGeneration', renamed: true },
  mamba2: { class: 'mamba2:Mamba2ForCausalLM' },
  gptj: { class: 'gptj:GPTJForCausalLM' },
  codegen: { class: 'codegen:CodeGenForCausalLM' },
  phi3: { class: 'phi3:Phi3ForCausalLM' },
  starcoder2: { class: 'starcoder2:Starcoder2ForCausalLM' },
  cohere: { class: 'cohere:CohereForCausalLM' },
  olmo2: { class: 'olmo2:Olmo2ForCausalLM' },
  granite: { class: 'granite:GraniteForCausalLM' },
  gemma3: { class: 'gemma3:Gemma3ForConditionalGeneration', renamed: true },
  qwen2vl: { class: 'qwen2_vl:Qwen2VLForConditionalGeneration', renamed: true },
  paligemma: { class: 'paligemma:PaliGemmaForConditionalGeneration', renamed: true },
  xglm: { class: 'xglm:XGLMForCausalLM' },
  roberta: { class: 'roberta:RobertaForMaskedLM' },
  distilbert: { class: 'distilbert:DistilBertForMaskedLM' },
  mpt: { class: 'mpt:MptForCausalLM', prefix: 'transformer.' },
  stablelm: { class: 'stablelm:StableLmForCausalLM' },
  mt5: { class: 'mt5:MT5ForConditionalGeneration' },
}

const tokens = ['<|im_start|>', '<|im_end|>', '<|new|>', 'th', '</s>']

/** A small generator of numbers (mulberry32), so that a seed gives the same cases everywhere. */
function numbers(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** A donor of a random case by its name: its family, how its weights lie there, the fault of its vocabulary. */
export function randomDonor(name: string): DonorSpec {
  const [family, way, fault] = name.split('.')
  const { class: own, prefix, renamed } = families[family!]!
  return {
    ...donors[fault!],
    ...(own && { class: own }),
    ...(way === 'bin' && { pickle_weights: true }),
    ...(way === 'loaded' && renamed && { loaded: true }),
    ...(way === 'bare' && prefix && { bare: prefix }),
  }
}

/** Merges of any method and architecture over donors with any faults, with any tokenizer section; the same for the same seed. `mixed`: how many have a model of another class. */
export function randomCases(
  seed: number,
  count: number,
  only: readonly string[] = Object.keys(families),
  mixed = 0.12,
): readonly Case[] {
  const next = numbers(seed)
  const pick = <T>(values: readonly T[]): T => values[Math.floor(next() * values.length)]!
  const some = (names: readonly string[], least: number, most: number) => {
    const left = [...names]
    return Array.from(
      { length: least + Math.floor(next() * (most - least + 1)) },
      () => left.splice(Math.floor(next() * left.length), 1)[0]!,
    )
  }

  const tokenizer = (models: readonly string[], names: readonly string[]) => {
    const source = pick(['union', 'union', 'base', `@${pick(models)}`, `@${pick(names)}`])
    const named = Array.from({ length: pick([0, 0, 1, 2]) }, (): [string, unknown] => {
      const from = `@${pick(models)}`
      return [
        pick(tokens),
        pick<unknown>([
          { source: from },
          { source: from, force: true },
          { source: { kind: 'zero' } },
          { source: { kind: 'model_token', model: from, token: pick(tokens) } },
          { source: { kind: 'model_token', model: from, token_id: pick([0, 511, 512, 513, 519, 700]) } },
          {},
        ]),
      ]
    })
    const padding = pick([null, null, 8, 64])
    return {
      source,
      ...(named.length > 0 && { tokens: Object.fromEntries(named) }),
      ...(padding && { pad_to_multiple_of: padding }),
    }
  }

  return Array.from({ length: count }, (_, at): Case => {
    const name = pick([...mergeMethods.keys()])
    const { inputs, nonBase, base: need, parameters } = mergeMethods.get(name)!
    const family = pick(only)
    const way = pick(['plain', 'plain', 'plain', 'bin', families[family]!.prefix ? 'bare' : 'plain'])
    // Their tokenizers are of another kind than ours, where no file says that they are not.
    const isApart = /^(m?t5|xglm|(distil)?bert)$/.test(family)
    const own = faults.filter((fault) => !(isApart && fault === 'unnamed-specials'))
    // Some of its donors in one layout, some in the other.
    const isMixed = families[family]!.renamed && next() < 0.4
    const names = own.map((fault) => `${family}.${isMixed ? pick(['plain', 'loaded']) : way}.${fault}`)
    const most = Math.min(inputs[1] ?? 4, 4)
    const least = Math.max(inputs[0], nonBase[0])
    let models = some(names, least, Math.max(least, most))
    if (nonBase[1] !== null) models = models.slice(0, nonBase[1] + (need === 'required' ? 1 : 0))
    // Now and then a model of another class.
    if (models.length > 1 && next() < mixed)
      models = models.with(-1, models.at(-1)!.replace(/^[^.]+/, pick(only)))
    const isListed = need !== 'optional'
    const base =
      need === 'required' || next() < 0.5 ? (isListed || next() < 0.5 ? models[0] : pick(names)) : undefined
    if (need === 'optional' && base && nonBase[1] !== null && models.includes(base))
      models = [...models, ...names.filter((other) => !models.includes(other)).slice(0, 1)]
    const asSlices = next() < 0.25
    const { modules } = families[family]!
    const values = Object.fromEntries(
      parameters.filter(({ required }) => required).map((spec) => [spec.name, 0.5]),
    )
    // What only loading adds to a tokenizer, the files of an output show where mergekit has built one.
    const isBuilt = models.some((model) => model.endsWith('unnamed-specials')) || next() >= 0.25
    const section = isBuilt ? tokenizer(models, names) : undefined
    return {
      name: `random ${seed}.${at}: ${name} of ${models.join(', ')}`,
      method: name,
      ...(base && { base }),
      ...(asSlices ? { slices: [models, pick([models, [...models].reverse()])] } : { models }),
      ...(modules && next() < 0.5 && { modules }),
      ...(section && { tokenizer: section }),
      parameters: values,
    }
  })
}
