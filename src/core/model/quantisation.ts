import type { DonorTensor } from './facts.ts'
import { asCount, asText, isRawObject, type RawObject } from './raw-values.ts'

/** What `quantization_config` says: the method, and a few words for a message. null: nothing of how weights are stored. */
export function describeQuantisation(config: unknown): { method: string; detail: string } | null {
  if (!isRawObject(config) || isOfComputing(config)) return null
  const bits =
    asCount(config.bits) ?? (config.load_in_4bit === true ? 4 : config.load_in_8bit === true ? 8 : null)
  const method = asText(config.quant_method) ?? unnamedMethod(config)
  const format = asText(config.format) ?? asText(config.fmt)
  const detail = [method, bits === null ? null : `${bits} bits`, format].filter((word) => word !== null)
  return { method, detail: detail.join(', ') }
}

/** The method where `quant_method` names none: it is younger than three of them, and MLX has no word for its own. */
const methodsByField = [
  ['load_in_4bit', 'bitsandbytes'],
  ['load_in_8bit', 'bitsandbytes'],
  ['desc_act', 'gptq'],
  ['zero_point', 'awq'],
  ['group_size', 'MLX'],
] as const

const unnamedMethod = (config: RawObject): string =>
  methodsByField.find(([field]) => Object.hasOwn(config, field))?.[1] ?? 'unknown'

/**
 * Whether `quantization_config` only says how plain weights are computed with, as BitNet's master weights are: it belongs
 * to the model, and says nothing of how it is stored.
 */
const isOfComputing = (config: RawObject) => config.quantization_mode === 'online'

/** Tensors that only packed weights have, by the end of their names: GPTQ, AWQ, fp8, bitsandbytes, compressed. */
const packedEndings =
  /\.(qweight|qzeros|g_idx|weight_packed|weight_scale|weight_scale_inv|SCB|absmax|quant_map|quant_state(\.[\w.]+)?|[\w]+_blocks)$/

/** Beside packed weights of any kind: what undoes the packing. CLIP has a scale that does not. */
const beside =
  /(?<!logit)[._](q?scales?|scale_(inv|\d)|scale_weight|q?zeros?|zero_points?|code(s|books?)|su|sv|trellis)$/

/** What weights are made of, and what else tensors that no method computes with, such as positions, may hold. */
const floats = /^(F64|F32|BF16|F16)$/
const counts = /^(I64|I32|I16|I8|U8|BOOL)$/
const buffers =
  /(position_ids|token_type_ids|num_batches_tracked|position_index|masked_bias|attn\.bias|attention\.bias)$/

/**
 * One tensor that shows that weights are packed, also where config.json does not say so, or that is of a dtype that
 * no method takes; null: none is.
 * @param said config.json says that they are: then all but plain floats of full shapes, and buffers, shows it
 */
export function packedTensor(tensors: Iterable<DonorTensor>, said = false): DonorTensor | null {
  for (const tensor of tensors) {
    const { name, dtype, shape } = tensor
    if (packedEndings.test(name)) return tensor
    const isMatrix = shape.length >= 2
    if (!floats.test(dtype) && ((name.endsWith('.weight') && isMatrix) || !counts.test(dtype))) return tensor
    if (!said) continue
    const isColumn = shape.length === 2 && shape[1] === 1
    if (beside.test(name) || isColumn || (!floats.test(dtype) && !buffers.test(name))) return tensor
  }
  return null
}
