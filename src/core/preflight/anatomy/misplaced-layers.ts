import type { Finding } from '../../contract/common.ts'
import { makeFinding } from '../../findings/make.ts'
import type { MergeConfig } from '../../merge-config/types.ts'
import type { Mergekit } from '../../mergekit/table.ts'
import { examples } from '../../text/units.ts'
import { type InspectedDonor, leadOf } from '../donor.ts'
import { stackMeant } from '../modules.ts'
import { type DonorLayer, type StackedLayer, stackedLayers } from '../stacked-layers.ts'
import { continued, isCounted, kindsOf, type LayerKind, lacking, likest } from './layer-kinds.ts'
import { defaultsSay, frontOf, saidOf } from './said-of-layers.ts'

/**
 * Layers of a model that has several kinds of them, each at places that config.json tells by a period or a count, put
 * where the model has one of another kind, or merged with one of another kind. What config.json says layer by layer
 * follows the layers, and is no fault.
 */
export function misplacedFindings(
  config: MergeConfig,
  donors: readonly InspectedDonor[],
  mergekit: Mergekit,
): readonly Finding[] {
  const lead = leadOf(config, donors)
  if (!lead) return []
  return config.modules.flatMap((module) => {
    const stacked = stackedLayers(config, module, donors)
    const stackIn = stackMeant(config, module.name, donors, mergekit)
    const [first] = stacked ? misplaced(lead, stacked, stackIn) : []
    return first ? [makeFinding('layer-kind-misplaced', { donor: lead.name, message: first })] : []
  })
}

/** In words, of each layer that has no business where it is put. */
function misplaced(
  lead: InspectedDonor,
  stacked: readonly StackedLayer[],
  stackIn: ReturnType<typeof stackMeant>,
): readonly string[] {
  const stack = stackIn(lead.facts)
  const kinds = kindsOf(lead.facts, stack)
  const all = [...new Set(kinds)]
  if (all.length < 2) return []
  const own = new Map(
    [lead, ...stacked.flatMap(({ donor, beside }) => [donor, ...beside.map((other) => other.donor)])].map(
      (donor) => [donor, donor ? kindsOf(donor.facts, stackIn(donor.facts)) : []],
    ),
  )
  const kindOf = ({ donor, layer }: DonorLayer) => likest(all, own.get(donor)?.[layer])
  const says = sayings(stacked, isCounted(lead.facts, stack))
  const bySaying = Map.groupBy(kinds.keys(), (layer) => says({ donor: lead, layer }))
  const follows = defaultsSay(lead)
  return stacked.flatMap((source, at) => {
    const alike = new Set(bySaying.get(says(source))?.map((layer) => kinds[layer]))
    const placed = !follows && alike.size > 1 ? (kinds[at] ?? continued(kinds, at)) : undefined
    const kind = kindOf(source)
    if (kind !== undefined && placed !== undefined && kind !== placed)
      return `layer ${at} of the output would be ${layer(source)}, which ${differs(placed, kind)}; config.json of ${lead.name} puts a layer of another kind there`
    return source.beside.flatMap((other) => {
      const theirs = kindOf(other)
      if (theirs === undefined || kind === undefined || theirs === kind) return []
      return `layer ${at} of the output would be ${layer(source)} merged with ${layer(other)}, which ${differs(kind, theirs)}: these are layers of different kinds`
    })
  })
}

const layer = ({ donor, layer }: DonorLayer) => `layer ${layer} of ${donor?.name}`

function differs(wanted: LayerKind, own: LayerKind): string {
  const lacks = lacking(wanted, own)
  return lacks.length > 0 ? `lacks ${examples(lacks)}` : `has ${examples(lacking(own, wanted))} too many`
}

/** What config.json says of a layer, as far as it follows the layer to its place in the output. */
function sayings(stacked: readonly StackedLayer[], counted: boolean) {
  const firstOnes = stacked.map(({ donor, layer }) => layer < frontOf(donor))
  const counts = counted && !firstOnes.some((first, at) => first && firstOnes[at - 1] === false)
  return ({ donor, layer }: DonorLayer) => saidOf(donor, layer, { counted, counts })
}
