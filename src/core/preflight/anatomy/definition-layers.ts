import { loadedName } from '../../mergekit/conversions.ts'
import type { Mergekit } from '../../mergekit/table.ts'
import { layerNumber, layerPattern } from '../../model/tensor-name.ts'
import type { InspectedDonor } from '../donor.ts'

/**
 * What is demanded in every layer, and some layers of a donor have, and some have not, as where experts alternate with dense layers.
 * @param isTaken whether the merge takes that layer
 */
export function onlyInSome(
  { facts }: InspectedDonor,
  demanded: readonly (readonly string[])[],
  mergekit: Mergekit,
  isTaken: (layer: number) => boolean,
): readonly string[] {
  const type = facts.config?.modelType ?? null
  const names = [...(facts.weights?.tensors.keys() ?? [])]
  const layers = new Map<string, Set<number>>()
  for (const name of names.flatMap((own) => [own, loadedName(own, type, mergekit)])) {
    const number = layerNumber.exec(name)?.[1]
    if (number === undefined) continue
    const kind = layerPattern(name)
    layers.set(kind, (layers.get(kind) ?? new Set()).add(Number(number)))
  }
  const inStack = (kind: string) => {
    const stack = kind.slice(0, kind.indexOf('.*.') + 3)
    return [...layers].filter(([other]) => other.startsWith(stack)).flatMap(([, own]) => [...own])
  }
  return demanded
    .filter((kinds) => {
      const own = new Set(kinds.flatMap((kind) => [...(layers.get(kind) ?? [])]))
      const counted = (layer: number) => layer < (facts.config?.layers ?? Number.POSITIVE_INFINITY)
      return (
        own.size > 0 &&
        inStack(kinds[0]!).some((layer) => counted(layer) && isTaken(layer) && !own.has(layer))
      )
    })
    .map(([kind]) => kind!)
}
