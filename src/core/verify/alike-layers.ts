import type { DonorTensor } from '../model/facts.ts'
import { layerNumber, layerPattern } from '../model/tensor-name.ts'

/** Tensors whose shape is not that of most other layers. */
export function* shapesUnlikeOthers(stored: ReadonlyMap<string, DonorTensor>) {
  const groups = Map.groupBy(
    [...stored].filter(([key]) => layerNumber.test(key)),
    ([key]) => layerPattern(key),
  )
  for (const group of groups.values()) {
    const counts = new Map<string, number>()
    for (const [, { shape }] of group) counts.set(String(shape), (counts.get(String(shape)) ?? 0) + 1)
    const [others] = [...counts].reduce((most, entry) => (entry[1] > most[1] ? entry : most))
    for (const [, { name, shape }] of group)
      if (String(shape) !== others) yield { name, shape, others: others.replaceAll(',', ', ') }
  }
}
