import type { DonorTensor } from '../../model/facts.ts'
import { layerOf } from '../../model/tensor-name.ts'

/** Buffers that older checkpoints store and no merge needs. */
export const unneededBuffer = /rotary_emb\.inv_freq$|\.masked_bias$|\.attn\.bias$|\.attention\.bias$/

/** A model's tensors by the layer that they belong to. */
export interface LayerTensors {
  /** Of each layer its tensors, with `*` for its number. */
  readonly layers: ReadonlyMap<number, ReadonlyMap<string, DonorTensor>>
  readonly outside: ReadonlyMap<string, DonorTensor>
}

/** The layers of the language model; those of a vision tower stand outside. */
export function layersOf(tensors: ReadonlyMap<string, DonorTensor>): LayerTensors {
  const layers = new Map<number, Map<string, DonorTensor>>()
  const outside = new Map<string, DonorTensor>()
  for (const [name, tensor] of tensors) {
    const layer = layerOf(name)
    if (layer === null || !/^\d+$/.test(layer)) {
      outside.set(name, tensor)
      continue
    }
    const own = layers.get(Number(layer)) ?? new Map<string, DonorTensor>()
    layers.set(Number(layer), own.set(name.replace(`.${layer}.`, '.*.'), tensor))
  }
  return { layers, outside }
}
