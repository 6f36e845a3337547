import { vocabularyKindOf } from './vocabulary-names.ts'

/** What kind of module a tensor belongs to: `q_proj`, `down_proj`, `norms`, `embeddings`, `head` … */
export function moduleOf(tensor: string): string {
  const kind = vocabularyKindOf(tensor)
  if (kind !== null) return kind
  if (/norm|(?:^|\.)ln_/.test(tensor)) return 'norms'
  const parts = tensor.split('.')
  return parts.at(-2) ?? tensor
}

/** Where the first number stands in a name: that of its layer, whatever the layers are called. */
export const layerNumber = /\.(\d+)\./

/** What stands before that number, `model.layers`; empty where there is none. */
export const stackOf = (tensor: string): string => tensor.slice(0, layerNumber.exec(tensor)?.index ?? 0)

/** The numbers of the layers in each stack, by what stands before them. */
export function layersByStack(names: Iterable<string>): ReadonlyMap<string, ReadonlySet<number>> {
  const stacks = new Map<string, Set<number>>()
  for (const name of names) {
    const number = layerNumber.exec(name)?.[1]
    if (number === undefined) continue
    const stack = stackOf(name)
    stacks.set(stack, (stacks.get(stack) ?? new Set()).add(Number(number)))
  }
  return stacks
}

/** The name with `*` for that number. */
export const layerPattern = (tensor: string): string => tensor.replace(layerNumber, '.*.')

/**
 * The number of a layer in a list of layers, by the names that transformers gives such a list: `layers`, `encoder.layer`
 * in BERT, `transformer.h` in GPT-2, `block` in T5, `resblocks` in CLIP.
 */
export const numberOfLayer = /(?<=(?:^|\.)(?:layers?|h|blocks?|resblocks)\.)\d+(?=\.)/

/**
 * The layer that a tensor belongs to, `7`, or `vision 7` in the vision tower of a multimodal model, which counts its
 * own; null for what stands outside of the layers.
 */
export function layerOf(tensor: string): string | null {
  const number = numberOfLayer.exec(tensor)?.[0]
  if (number === undefined) return null
  return /vision|visual/.test(tensor) ? `vision ${number}` : number
}

/** The name without that of its layer; all of it outside of the layers. */
export function partOfLayer(tensor: string): string {
  const number = numberOfLayer.exec(tensor)
  return number ? tensor.slice(number.index + number[0].length + 1) : tensor
}

/** What a tensor is within its layer: `self_attn.q_proj`; all experts are one kind, `mlp.experts.*.up_proj`. */
export const kindInLayer = (tensor: string): string =>
  partOfLayer(tensor)
    .replace(/\.weight$/, '')
    .replace(/\.\d+(?=\.|$)/g, '.*')
