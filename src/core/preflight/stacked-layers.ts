import type { OutputModule } from '../merge-config/types.ts'
import { modelKey } from '../model-ref.ts'
import type { InspectedDonor } from './donor.ts'

export interface StackedLayer {
  readonly donor: InspectedDonor | undefined
  readonly layer: number
}

/** Of each layer of the output the donor and the layer that its slice names first; null without slices. */
export function stackedLayers(
  module: OutputModule | undefined,
  donors: readonly InspectedDonor[],
): readonly StackedLayer[] | null {
  if (module?.inputs.kind !== 'slices') return null
  const byKey = new Map(donors.map((donor) => [donor.key, donor]))
  return module.inputs.slices.flatMap(({ sources: [source] }) => {
    if (!source) return []
    const [first, end] = source.layerRange
    const donor = byKey.get(modelKey(source.model))
    return Array.from({ length: Math.max(0, end - first) }, (_, at) => ({ donor, layer: first + at }))
  })
}
