import { WrittenNumber } from '../json/written-number.ts'
import type { Series } from '../transformers.ts'
import type { FieldTypes } from './field-types.ts'
import { type ConfigFault, type WrittenConfig, written } from './field-values.ts'

/** Numbers that are right by themselves, and do not go together. */
export function sizeFaults(
  raw: WrittenConfig,
  series: Series,
  fields: FieldTypes,
  path: string,
): readonly ConfigFault[] {
  const isOlder = series === '4'
  const raises = isOlder ? 'ValueError' : 'StrictDataclassClassValidationError'
  const numberOf = (name: string) => (raw[name] instanceof WrittenNumber ? Number(raw[name].text) : null)
  const [size, heads, layers] = ['hidden_size', 'num_attention_heads', 'num_hidden_layers'].map(numberOf)
  const faults: ConfigFault[] = []
  if (fields.get('hidden_size')?.includes('h') && size != null && heads != null && size % heads !== 0)
    faults.push({
      message: `${path}hidden_size ${size} cannot be divided by num_attention_heads ${heads}`,
      raises,
    })
  const looksAtTypes = isOlder ? fields.get('layer_types')?.includes('y') : fields.has('layer_types')
  const types = looksAtTypes ? raw.layer_types : null
  if (!isOlder && looksAtTypes && layers != null && layers < 0)
    faults.push({ message: `${path}num_hidden_layers must be at least 0, not ${layers}`, raises })
  else if (Array.isArray(types) && layers != null && types.length !== layers)
    faults.push({
      message: `${path}layer_types has ${types.length} entries, and num_hidden_layers is ${layers}`,
      raises,
    })
  const unknown = Array.isArray(types)
    ? types.find((type) => !(isOlder ? olderLayerTypes : layerTypes).has(type))
    : undefined
  if (unknown !== undefined)
    faults.push({
      message: `${path}layer_types has a type that transformers does not know: ${written(unknown)}`,
      raises,
    })
  return faults
}

/** ALLOWED_LAYER_TYPES of transformers 4.57. */
const olderLayerTypes: ReadonlySet<unknown> = new Set([
  ...['full_attention', 'sliding_attention', 'chunked_attention', 'linear_attention'],
])

/** ALLOWED_LAYER_TYPES of transformers 5.23, and their older names. */
const layerTypes: ReadonlySet<unknown> = new Set([
  ...['full_attention', 'sliding_attention', 'chunked_attention', 'window_attention', 'indexed_attention'],
  ...['compressed_sparse_attention', 'heavily_compressed_attention', 'minimax_m3_sparse', 'conv', 'moe'],
  ...['hybrid', 'hybrid_sliding', 'reference_sliding_attention', 'linear_attention'],
  ...['mamba', 'attention', 'deepseek_sparse_attention', 'qwen_sparse_attention'],
])
