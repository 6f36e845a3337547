import { mkdir, open, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { packHeader } from './safetensors-bytes.ts'

export type TensorSpec = readonly [dtype: string, ...shape: number[]]

/** Writes a safetensors file whose data is a hole in the file: any size, no disk space. */
export async function writeSparseSafetensors(
  path: string,
  tensors: Readonly<Record<string, TensorSpec>>,
  metadata: Readonly<Record<string, string>> = { format: 'pt' },
): Promise<void> {
  const { json, dataBytes } = packHeader(tensors, metadata)
  const header = new TextEncoder().encode(json)
  const start = new Uint8Array(8 + header.length)
  new DataView(start.buffer).setBigUint64(0, BigInt(header.length), true)
  start.set(header, 8)
  const file = await open(path, 'w')
  try {
    await file.write(start)
    await file.truncate(start.length + dataBytes)
  } finally {
    await file.close()
  }
}

export interface MistralShape {
  readonly layers: number
  readonly hidden: number
  readonly intermediate: number
  readonly heads: number
  readonly keyValueHeads: number
  readonly headDim: number
  readonly rows: number
}

/** Mistral Nemo: 12.2 B parameters, 363 tensors; head_dim is not hidden / heads. */
export const nemoShape: MistralShape = {
  layers: 40,
  hidden: 5120,
  intermediate: 14336,
  heads: 32,
  keyValueHeads: 8,
  headDim: 128,
  rows: 131072,
}

/** A few MB of the same architecture. */
export const smallShape: MistralShape = {
  layers: 2,
  hidden: 64,
  intermediate: 128,
  heads: 4,
  keyValueHeads: 2,
  headDim: 32,
  rows: 64,
}

export function mistralTensors(shape: MistralShape, prefix = ''): Record<string, TensorSpec> {
  const { hidden, intermediate, rows } = shape
  const queries = shape.heads * shape.headDim
  const keys = shape.keyValueHeads * shape.headDim
  const tensors: Record<string, TensorSpec> = {
    [`${prefix}model.embed_tokens.weight`]: ['BF16', rows, hidden],
  }
  for (let layer = 0; layer < shape.layers; layer++) {
    const at = `${prefix}model.layers.${layer}`
    Object.assign(tensors, {
      [`${at}.input_layernorm.weight`]: ['BF16', hidden],
      [`${at}.mlp.down_proj.weight`]: ['BF16', hidden, intermediate],
      [`${at}.mlp.gate_proj.weight`]: ['BF16', intermediate, hidden],
      [`${at}.mlp.up_proj.weight`]: ['BF16', intermediate, hidden],
      [`${at}.post_attention_layernorm.weight`]: ['BF16', hidden],
      [`${at}.self_attn.k_proj.weight`]: ['BF16', keys, hidden],
      [`${at}.self_attn.o_proj.weight`]: ['BF16', hidden, queries],
      [`${at}.self_attn.q_proj.weight`]: ['BF16', queries, hidden],
      [`${at}.self_attn.v_proj.weight`]: ['BF16', keys, hidden],
    } satisfies Record<string, TensorSpec>)
  }
  tensors[`${prefix}model.norm.weight`] = ['BF16', hidden]
  tensors[`${prefix}lm_head.weight`] = ['BF16', rows, hidden]
  return tensors
}

export function mistralConfig(shape: MistralShape): Record<string, unknown> {
  return {
    architectures: ['MistralForCausalLM'],
    model_type: 'mistral',
    hidden_size: shape.hidden,
    intermediate_size: shape.intermediate,
    num_hidden_layers: shape.layers,
    num_attention_heads: shape.heads,
    num_key_value_heads: shape.keyValueHeads,
    head_dim: shape.headDim,
    vocab_size: shape.rows,
    tie_word_embeddings: false,
    torch_dtype: 'bfloat16',
    bos_token_id: 1,
    eos_token_id: 2,
  }
}

/** A small BPE tokenizer.json of `size` tokens, the first three of them special. */
export function smallTokenizer(size: number, added: readonly string[] = []): Record<string, unknown> {
  const tokens = ['<unk>', '<s>', '</s>', ...Array.from({ length: size - 3 }, (_, i) => `t${i}`)]
  const entry = (id: number, content: string) => ({ ...plainFlags, id, content })
  return {
    version: '1.0',
    added_tokens: [
      ...tokens.slice(0, 3).map((content, id) => entry(id, content)),
      ...added.map((content, i) => entry(size + i, content)),
    ],
    model: { type: 'BPE', vocab: Object.fromEntries(tokens.map((token, id) => [token, id])), merges: [] },
  }
}

const plainFlags = { single_word: false, lstrip: false, rstrip: false, normalized: false, special: true }

/** A folder with a config, sparse weights in `shardCount` shards, and a tokenizer given as text or object. */
export async function writeSparseDonor(
  folder: string,
  shape: MistralShape,
  tokenizer: string | object,
  shardCount = 1,
): Promise<string> {
  await mkdir(folder, { recursive: true })
  await writeFile(join(folder, 'config.json'), JSON.stringify(mistralConfig(shape)))
  const text = typeof tokenizer === 'string' ? tokenizer : JSON.stringify(tokenizer)
  await writeFile(join(folder, 'tokenizer.json'), text)
  await writeFile(
    join(folder, 'tokenizer_config.json'),
    JSON.stringify({ tokenizer_class: 'PreTrainedTokenizerFast', bos_token: '<s>', eos_token: '</s>' }),
  )
  const tensors = Object.entries(mistralTensors(shape))
  if (shardCount === 1)
    await writeSparseSafetensors(join(folder, 'model.safetensors'), Object.fromEntries(tensors))
  else await writeShards(folder, tensors, shardCount)
  return folder
}

async function writeShards(folder: string, tensors: [string, TensorSpec][], count: number): Promise<void> {
  const weightMap: Record<string, string> = {}
  const each = Math.ceil(tensors.length / count)
  for (let shard = 0; shard < count; shard++) {
    const number = (value: number) => String(value).padStart(5, '0')
    const name = `model-${number(shard + 1)}-of-${number(count)}.safetensors`
    const part = tensors.slice(shard * each, (shard + 1) * each)
    for (const [tensor] of part) weightMap[tensor] = name
    await writeSparseSafetensors(join(folder, name), Object.fromEntries(part))
  }
  await writeFile(
    join(folder, 'model.safetensors.index.json'),
    JSON.stringify({ metadata: { total_size: 0 }, weight_map: weightMap }),
  )
}
