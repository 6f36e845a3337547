import type { Finding } from '../../contract/common.ts'
import { makeFinding } from '../../findings/make.ts'
import type { MergeConfig } from '../../merge-config/types.ts'
import { hasBlockForEachLayer } from '../../model/vocabulary-names.ts'
import { type InspectedDonor, leadOf } from '../donor.ts'
import { stackedLayers } from '../stacked-layers.ts'
import { textModule } from '../vocabulary-inputs.ts'

/** Slices that do not leave every layer at its place, in a model with embeddings for each of its layers. */
export function perLayerEmbeddingFindings(
  config: MergeConfig,
  donors: readonly InspectedDonor[],
): readonly Finding[] {
  const lead = leadOf(config, donors)
  const stacked = stackedLayers(config, textModule(config), donors)
  const name = [...(lead?.facts.weights?.tensors.keys() ?? [])].find(hasBlockForEachLayer)
  if (!lead || !stacked || name === undefined) return []
  const inPlace = stacked.every(({ layer }, at) => layer === at)
  if (inPlace && stacked.length === (lead.facts.config?.layers ?? stacked.length)) return []
  const message = `${name} has a block of columns for each layer of the model: slices that leave out, repeat or move layers do not fit it`
  return [makeFinding('per-layer-embeddings', { donor: lead.name, message })]
}
