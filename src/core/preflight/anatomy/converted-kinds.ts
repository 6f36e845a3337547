import { largestOf } from '../../many.ts'
import { loadedName } from '../../mergekit/conversions.ts'
import type { Mergekit } from '../../mergekit/table.ts'
import type { DonorFacts } from '../../model/facts.ts'
import { layerNumber, layersByStack, stackOf } from '../../model/tensor-name.ts'
import type { InspectedDonor } from '../donor.ts'

/** What mergekit does with a tensor that transformers gives another name. */
export interface Converted {
  readonly fate: 'kept' | 'lost'
  /** Whether it is put into one with others. */
  readonly isMerged: boolean
}

/**
 * Of tensors that transformers renames or puts into one, such as the experts of a layer, whether mergekit keeps them. It
 * does so where each donor has them in each layer. What some layer lacks it calls optional, and of that it merges only
 * what lies in the files under that very name. The small models of the table cannot tell: it depends on config.json.
 */
export function convertedKinds(lead: InspectedDonor, loaded: Loaded): ReadonlyMap<string, Converted> {
  const own = loaded.get(lead)!
  const stacks = layersByStack(own.keys())
  const converted = new Map<string, Converted>()
  for (const [name, parts] of own) {
    const kinds = new Set(parts.map(kindOf))
    if (parts.length < 2 && kinds.has(kindOf(name))) continue
    const numbers = stacks.get(stackOf(name)) ?? []
    const layers = Array.from({ length: largestOf(numbers, -1) + 1 }, (_, layer) => layer)
    const inLayer = (layer: number) => name.replace(layerNumber, `.${layer}.`)
    const areExperts = parts.some((part) => numbersOf(part) > numbersOf(name))
    const isThere = (of: readonly string[] | undefined) => of !== undefined && !(areExperts && isAlone(of))
    const isWhole = layers.every((layer) =>
      [...loaded.values()].every((names) => isThere(names.get(inLayer(layer)))),
    )
    const isMerged = parts.length > 1 || areExperts
    for (const kind of kinds) converted.set(kind, { fate: isWhole ? 'kept' : 'lost', isMerged })
  }
  return converted
}

/** mergekit takes an expert that is the only one of its layer for none. */
const isAlone = (experts: readonly string[]) =>
  [...Map.groupBy(experts, kindOf).values()].some((alike) => alike.length < 2)

const numbersOf = (name: string) => kindOf(name).split('.*').length

/** By donor, what its tensors are called once they are loaded, and of which each is made. */
export type Loaded = ReadonlyMap<InspectedDonor, ReadonlyMap<string, readonly string[]>>

/** As above, of one donor. */
export function loadedNames(
  { config, weights }: DonorFacts,
  mergekit: Mergekit,
): Map<string, readonly string[]> {
  const type = config?.modelType ?? null
  return Map.groupBy(weights?.tensors.keys() ?? [], (name) => loadedName(name, type, mergekit))
}

/** A name with `*` for the numbers of layers and experts. */
export const kindOf = (name: string) => name.replaceAll(/\.\d+(?=\.)/g, '.*')
