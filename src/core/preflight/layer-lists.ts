import { isKnownArchitecture } from '../architectures.ts'
import type { Finding } from '../contract/common.ts'
import { makeFinding } from '../findings/make.ts'
import type { MergeConfig } from '../merge-config/types.ts'
import type { Mergekit } from '../mergekit/table.ts'
import { fieldsOfType } from '../model/config-fields.ts'
import { layerCounts } from '../model/layer-counts.ts'
import { isRawObject, type RawObject } from '../model/raw-values.ts'
import { counted, examples } from '../text/units.ts'
import { architectureOf, type InspectedDonor, leadOf } from './donor.ts'
import { type StackedLayer, stackedLayers } from './stacked-layers.ts'
import { textModule } from './vocabulary-inputs.ts'

/**
 * What config.json says of each layer, where slices make other layers of them: `run` lets it follow
 * (python/mergescope/merge/layer_lists.py), stock mergekit changes the count at most.
 */
export function layerListFindings(
  config: MergeConfig,
  donors: readonly InspectedDonor[],
  mergekit: Mergekit,
): readonly Finding[] {
  const lead = leadOf(config, donors)
  const section = lead && sectionOf(lead)
  const counter = section && layerCounts.find((name) => name in section)
  const layers = section && counter && section[counter]
  const stacked = stackedLayers(config, textModule(config), donors)
  if (!lead || !counter || typeof layers !== 'number' || !stacked) return []
  const count = stacked.length
  const says = `config.json of ${lead.name}`
  const type = typeof section!.model_type === 'string' ? section!.model_type : lead.facts.config!.modelType
  if (count !== layers && isKnown(lead, mergekit) && fieldsOfType('5', type ?? '').has('layer_types')) {
    const message = `${says} has layer_types for ${counted(layers, 'layer')}, and the output has ${count}`
    return [makeFinding('layer-types-kept', { donor: lead.name, message })]
  }
  const lists = Object.entries(section!).filter(([name, value]) => goesByLayer(name, value, layers))
  const stale = lists.filter(
    ([name, value]) => JSON.stringify(value) !== JSON.stringify(followed(name, value as unknown[], stacked)),
  )
  const names = stale.map(([name]) => name)
  if (count !== layers && !isKnown(lead, mergekit)) names.unshift(counter)
  if (names.length === 0) return []
  const message = `${examples(names)} in ${says} would no longer fit the ${counted(count, 'layer')} of the output`
  return [makeFinding('layer-lists-kept', { donor: lead.name, message })]
}

/** The part of config.json that counts the layers of the language model. */
export function sectionOf({ facts }: InspectedDonor): RawObject | null {
  const raw = facts.config?.raw
  if (!raw) return null
  return layerCounts.some((name) => name in raw) || !isRawObject(raw.text_config) ? raw : raw.text_config
}

const isKnown = (donor: InspectedDonor, mergekit: Mergekit) =>
  isKnownArchitecture(architectureOf(donor), mergekit)

function goesByLayer(name: string, value: unknown, layers: number): boolean {
  return Array.isArray(value) && value.length === layers && /layer|pattern|sliding|rope/.test(name)
}

function followed(name: string, own: readonly unknown[], stacked: readonly StackedLayer[]): unknown[] {
  return stacked.map(({ donor, layer }) => {
    const theirs = donor && sectionOf(donor)?.[name]
    return Array.isArray(theirs) ? theirs[layer] : own[layer]
  })
}
