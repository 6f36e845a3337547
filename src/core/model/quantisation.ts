import type { DonorTensor } from './facts.ts'
import { asCount, asText, isRawObject } from './raw-values.ts'

/** What `quantization_config` says: the method, and a few words for a message. null: not quantised. */
export function describeQuantisation(config: unknown): { method: string; detail: string } | null {
  if (!isRawObject(config)) return null
  const bits =
    asCount(config.bits) ?? (config.load_in_4bit === true ? 4 : config.load_in_8bit === true ? 8 : null)
  const method = asText(config.quant_method) ?? (bits === null ? 'unknown' : 'bitsandbytes')
  const format = asText(config.format) ?? asText(config.fmt)
  const detail = [method, bits === null ? null : `${bits} bits`, format].filter((word) => word !== null)
  return { method, detail: detail.join(', ') }
}

/** Tensors that only packed weights have, by the end of their names: GPTQ, AWQ, fp8, bitsandbytes, compressed. */
const packedEndings =
  /\.(qweight|qzeros|g_idx|weight_packed|weight_scale|weight_scale_inv|SCB|absmax|quant_map|quant_state(\.[\w.]+)?|[\w]+_blocks)$/

/** What weights are made of, and what else tensors that no method computes with, such as positions, may hold. */
const floats = /^(F64|F32|BF16|F16)$/
const counts = /^(I64|I32|I16|I8|U8|BOOL)$/

/**
 * One tensor that shows that weights are packed, also where config.json does not say so, or that is of a dtype that
 * no method takes; null: none is.
 */
export function packedTensor(tensors: Iterable<DonorTensor>): DonorTensor | null {
  for (const tensor of tensors) {
    if (packedEndings.test(tensor.name)) return tensor
    const isWeight = tensor.name.endsWith('.weight') && tensor.shape.length >= 2
    if (!floats.test(tensor.dtype) && (isWeight || !counts.test(tensor.dtype))) return tensor
  }
  return null
}
