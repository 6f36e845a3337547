import { type Loaded, loadedAs } from '../../mergekit/layouts.ts'
import type { Mergekit } from '../../mergekit/table.ts'
import type { DonorTensor } from '../../model/facts.ts'
import { vocabularyKindOf } from '../../model/vocabulary-names.ts'
import { architectureOf, type InspectedDonor } from '../donor.ts'
import { unneededBuffer } from './tensor-layers.ts'

/** A donor whose tensors have the names that the reference has for them. */
export interface Called {
  readonly donor: InspectedDonor
  /** By its own names those of the reference, where they are others. */
  readonly renamed: ReadonlyMap<string, string>
  /** Whether its names are others at all, apart from heads and buffers. */
  readonly areOthers: boolean
}

/**
 * Names in the layouts of several releases of transformers, as python/mergescope/merge/anatomy/layouts.py brings them
 * together: those that transformers loads as the same tensor.
 */
export function calledAs(reference: InspectedDonor, donor: InspectedDonor, mergekit: Mergekit): Called {
  const [expected, own] = [tensorsOf(reference), tensorsOf(donor)]
  const areOthers = !haveSameNames(expected, own)
  // An older transformers does not have these names, and renames by rules of its own.
  const isAlike = reference.facts.config?.modelType === donor.facts.config?.modelType
  const isKnown = isAlike && mergekit.conversions.size > 0
  const renamed = areOthers && isKnown ? namesLike(architectureOf(reference), expected, own) : new Map()
  const { weights } = donor.facts
  if (renamed.size === 0 || !weights) return { donor, renamed, areOthers }
  const tensors = new Map([...weights.tensors].map(([name, tensor]) => [renamed.get(name) ?? name, tensor]))
  return {
    donor: { ...donor, facts: { ...donor.facts, weights: { ...weights, tensors } } },
    renamed,
    areOthers,
  }
}

type Tensors = ReadonlyMap<string, DonorTensor>

const tensorsOf = ({ facts }: InspectedDonor): Tensors => facts.weights?.tensors ?? new Map()

function namesLike(
  architecture: string | null,
  expected: Tensors,
  own: Tensors,
): ReadonlyMap<string, string> {
  const there = new Map<string, string>()
  for (const [name, loaded] of loadedAs(architecture, expected.keys()))
    if (loaded.isWhole) there.set(loaded.name, name)
  // Some steps go on from what they give, so that a name which is one of the loaded model already is not kept.
  const likely = ({ name, isWhole }: Loaded, own: string) =>
    [isWhole && there.get(name), there.get(own), isWhole && expected.has(name) && name].find(Boolean)
  return new Map(
    [...loadedAs(architecture, own.keys())].flatMap(([name, loaded]) => {
      const other = likely(loaded, name)
      return other && other !== name ? [[name, other]] : []
    }),
  )
}

/** But for old buffers, and a head that one of the two lacks. */
function haveSameNames(left: Tensors, right: Tensors): boolean {
  const lacking = ([names, others]: readonly Tensors[]) =>
    [...names!.keys()].filter((name) => !others!.has(name) && !unneededBuffer.test(name))
  const [here, there] = [lacking([right, left]), lacking([left, right])]
  const isHead = (name: string) => vocabularyKindOf(name) === 'head'
  return (here.length === 0 || there.length === 0) && [...here, ...there].every(isHead)
}

/** Names of a donor that transformers loads as tensors which the donor holds as well, by the names that it has now. */
export function heldTwice(donor: InspectedDonor): ReadonlyMap<string, string> {
  const architecture = architectureOf(donor)
  const loaded = loadedAs(architecture, tensorsOf(donor).keys())
  return new Map(
    [...loaded]
      .filter(
        ([name, { name: other, isWhole }]) => isWhole && other !== name && loaded.get(other)?.name === other,
      )
      .map(([name, { name: other }]) => [name, other]),
  )
}
