import type { DonorFacts } from '../../model/facts.ts'
import { stackOf } from '../../model/tensor-name.ts'
import { countedStacks } from '../modules.ts'
import { unneededBuffer } from './tensor-layers.ts'

/** The names of a layer's tensors, a line each, as far as they tell what it does. */
export type LayerKind = string

/** Of each layer of a stack its kind; of the stack that config.json counts those that it counts. */
export function kindsOf(facts: DonorFacts, stack: string | undefined): readonly LayerKind[] {
  const layers = new Map<number, Set<string>>()
  for (const name of facts.weights?.tensors.keys() ?? []) {
    if (stackOf(name) !== stack || unneededBuffer.test(name)) continue
    const [, number, inLayer] = /^\.(\d+)\.(.*)$/.exec(name.slice(stack.length)) ?? []
    if (!inLayer || ofFirstLayer.test(inLayer)) continue
    layers.set(Number(number), (layers.get(Number(number)) ?? new Set()).add(plain(inLayer)))
  }
  const counted = isCounted(facts, stack) ? (facts.config?.layers ?? 0) : layers.size
  return Array.from({ length: Math.min(counted, layers.size) }, (_, layer) =>
    [...(layers.get(layer) ?? [])].sort().join('\n'),
  )
}

/** Whether it is the stack that config.json counts. */
export const isCounted = (facts: DonorFacts, stack: string | undefined): boolean =>
  stack === countedStacks(facts)[0]

/** One bias of the first layer serves all layers of T5, whichever comes to be the first. */
const ofFirstLayer = /\.relative_attention_bias\./

/** Experts are one, whether they lie apart or together. */
const plain = (inLayer: string) =>
  inLayer
    .replace('block_sparse_moe.', 'mlp.')
    .replace(/\bexperts\..*$/, 'experts')
    .replaceAll(/\.\d+(?=\.)/g, '.N')

/** Which of these kinds a layer of another donor is of, which may have a bias more in all of them: the likest; undefined where that is not one. */
export function likest(kinds: readonly LayerKind[], own: LayerKind | undefined): LayerKind | undefined {
  if (own === undefined || kinds.includes(own)) return own
  const differing = (kind: LayerKind) => lacking(kind, own).length + lacking(own, kind).length
  const [first, second] = kinds.toSorted((a, b) => differing(a) - differing(b))
  return first && second && differing(first) === differing(second) ? undefined : first
}

/** What a layer of one kind lacks of another. */
export function lacking(wanted: LayerKind, own: LayerKind): readonly string[] {
  const there = new Set(own.split('\n'))
  return wanted.split('\n').filter((name) => !there.has(name))
}

/** The kind of a layer behind the last, by the shortest start and period that make up those before; undefined where nothing tells. */
export function continued(kinds: readonly LayerKind[], at: number): LayerKind | undefined {
  for (let length = 1; length < kinds.length; length++)
    for (let period = 1; period <= length; period++) {
      const start = length - period
      if (kinds.every((kind, layer) => layer < length || kind === kinds[layer - period]))
        return kinds[start + ((at - start) % period)]
    }
  return undefined
}
