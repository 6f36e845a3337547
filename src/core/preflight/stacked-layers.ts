import type { MergeConfig, OutputModule, SliceSource } from '../merge-config/types.ts'
import { modelKey } from '../model-ref.ts'
import type { InspectedDonor } from './donor.ts'

/** A layer of a donor. */
export interface DonorLayer {
  readonly donor: InspectedDonor | undefined
  readonly layer: number
}

/** A layer of the output: that of the donor which leads its slice, and those that are merged with it. */
export interface StackedLayer extends DonorLayer {
  readonly beside: readonly DonorLayer[]
}

/**
 * Of each layer of the output those of the donors, null without slices. The base leads where it is among the sources of a
 * slice, else the first, as in python/mergescope/merge/stacks.py.
 */
export function stackedLayers(
  { baseModel }: Pick<MergeConfig, 'baseModel'>,
  module: OutputModule | undefined,
  donors: readonly InspectedDonor[],
): readonly StackedLayer[] | null {
  if (module?.inputs.kind !== 'slices') return null
  const byKey = new Map(donors.map((donor) => [donor.key, donor]))
  const layerOf = ({ model, layerRange: [first] }: SliceSource, at: number): DonorLayer => ({
    donor: byKey.get(modelKey(model)),
    layer: first + at,
  })
  return module.inputs.slices.flatMap(({ sources, baseModel: own }) => {
    const base = own ?? baseModel
    const lead = sources.find(({ model }) => base && modelKey(model) === modelKey(base)) ?? sources[0]
    if (!lead) return []
    const [first, end] = lead.layerRange
    const others = sources.filter((source) => source !== lead)
    return Array.from({ length: Math.max(0, end - first) }, (_, at) => ({
      ...layerOf(lead, at),
      beside: others.map((source) => layerOf(source, at)),
    }))
  })
}
