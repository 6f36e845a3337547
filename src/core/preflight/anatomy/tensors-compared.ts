import type { DonorTensor } from '../../model/facts.ts'
import type { InspectedDonor } from '../donor.ts'
import type { Demand } from '../slice-demand.ts'
import { renamedLike } from './tensor-aliases.ts'
import { layersOf, unneededBuffer } from './tensor-layers.ts'

/** Tensors of a model by name. */
export type Named = ReadonlyMap<string, DonorTensor>

/** Those of a donor that a merge needs. */
export function named({ facts }: InspectedDonor): Named {
  return new Map([...(facts.weights?.tensors ?? [])].filter(([name]) => !unneededBuffer.test(name)))
}

/** What the reference has: what is no layer's, and a layer of each kind, `model.layers.*.mlp.weight`. */
export interface Expected {
  readonly outside: Named
  readonly kinds: readonly Named[]
}

/** For slices, whose layers stand elsewhere in the output: a model may be made of layers of several kinds. */
export function inParts(reference: InspectedDonor): Expected {
  const { layers, outside } = layersOf(named(reference))
  const kinds = new Map([...layers.values()].map((layer) => [[...layer.keys()].sort().join('\n'), layer]))
  return { outside, kinds: [...kinds.values()] }
}

/** A tensor beside that of the reference. */
export interface Pair {
  readonly name: string
  readonly tensor: DonorTensor
  readonly other: DonorTensor
}

/** What a donor lacks of the reference, has beyond it, and has as well. */
export interface Compared {
  readonly missing: readonly string[]
  readonly extra: readonly string[]
  readonly pairs: readonly Pair[]
}

/** A donor beside the reference, tensor by tensor. */
export function inWhole(expected: Named, donor: Named): Compared {
  const own = renamedLike(donor, expected.keys())
  return {
    missing: [...expected.keys()].filter((name) => !own.has(name)),
    extra: [...own.keys()].filter((name) => !expected.has(name)),
    pairs: [...own].flatMap(([name, tensor]) => {
      const other = expected.get(name)
      return other ? [{ name, tensor, other }] : []
    }),
  }
}

/** As above, for the layers that slices take from the donor, and of the rest what they take with them. */
export function inSlices(expected: Expected, donor: InspectedDonor, demand: Demand): Compared {
  const { layers, outside } = layersOf(named(donor))
  const taken = [...layers].filter(([layer]) => demand.layers.has(layer))
  const wanted = (tensors: Named) => new Map([...tensors].filter(([name]) => demand.takes(name)))
  const around = inWhole(wanted(expected.outside), wanted(outside))
  const each = taken.map(([, own]) => likest(expected.kinds, own))
  const unique = (lists: readonly (readonly string[])[]) => [...new Set(lists.flat())]
  return {
    missing: unique([around.missing, ...each.map(({ missing }) => missing)]),
    extra: around.extra,
    pairs: [around, ...each].flatMap(({ pairs }) => pairs),
  }
}

/** A layer beside that of the reference that it lacks least of. */
function likest(kinds: readonly Named[], layer: Named): Compared {
  const compared = kinds.map((kind) => inWhole(kind, layer))
  const differing = ({ missing, extra }: Compared) => missing.length * 1000 + extra.length
  const [first, ...others] = compared
  return others.reduce(
    (best, other) => (differing(other) < differing(best) ? other : best),
    first ?? { missing: [], extra: [], pairs: [] },
  )
}
