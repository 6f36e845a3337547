import type { MergeConfig } from '../merge-config/types.ts'
import { isBeforeLayers } from '../model/vocabulary-names.ts'
import { modelKey } from '../model-ref.ts'

/** What slices take of one donor. */
export interface Demand {
  readonly layers: ReadonlySet<number>
  /** Whether they take a tensor that stands outside of the layers: the first slice what comes before them, the last the rest. */
  readonly takes: (name: string) => boolean
}

export function demandOf({ modules }: MergeConfig, key: string): Demand {
  const layers = new Set<number>()
  // With several modules, whole ones may stand beside the slices.
  let isFirst = modules.length > 1
  let isLast = modules.length > 1
  for (const { inputs } of modules) {
    if (inputs.kind !== 'slices') continue
    for (const [at, { sources }] of inputs.slices.entries())
      for (const { model, layerRange } of sources) {
        if (modelKey(model) !== key) continue
        if (at === 0) isFirst = true
        if (at === inputs.slices.length - 1) isLast = true
        for (let layer = layerRange[0]; layer < layerRange[1]; layer++) layers.add(layer)
      }
  }
  return { layers, takes: (name) => (isBeforeLayers(name) ? isFirst : isLast) }
}
