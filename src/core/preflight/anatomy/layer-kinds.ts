import type { Finding } from '../../contract/common.ts'
import { makeFinding } from '../../findings/make.ts'
import type { MergeConfig } from '../../merge-config/types.ts'
import { examples } from '../../text/units.ts'
import { type InspectedDonor, leadOf } from '../donor.ts'
import { type StackedLayer, stackedLayers } from '../stacked-layers.ts'
import { textModule } from '../vocabulary-inputs.ts'
import { defaultsSay, frontOf, saidOf } from './said-of-layers.ts'
import { layersOf } from './tensor-layers.ts'

/**
 * Layers of a model that has several kinds of them, each at places that config.json tells by a period or a count, put
 * where the model has one of another kind. What config.json says layer by layer follows them, and is no fault.
 */
export function layerKindFindings(
  config: MergeConfig,
  donors: readonly InspectedDonor[],
): readonly Finding[] {
  const lead = leadOf(config, donors)
  const stacked = config.layout === 'slices' ? stackedLayers(textModule(config), donors) : null
  const kinds = lead ? kindsOf(lead) : []
  if (!lead || !stacked || new Set(kinds).size < 2 || defaultsSay(lead)) return []
  const firstOnes = stacked.map(({ donor, layer }) => layer < frontOf(donor))
  const counts = !firstOnes.some((first, at) => first && firstOnes[at - 1] === false)
  const says = (donor: InspectedDonor | undefined, layer: number) => saidOf(donor, layer, counts)
  const bySaying = Map.groupBy(kinds.keys(), (layer) => says(lead, layer))
  const own = new Map(donors.map((donor) => [donor, kindsOf(donor)]))
  const wrong = stacked.flatMap((source, at) => {
    const kind = source.donor && own.get(source.donor)?.[source.layer]
    const alike = new Set(bySaying.get(says(source.donor, source.layer))?.map((layer) => kinds[layer]))
    const wanted = alike.size > 1 ? (kinds[at] ?? continued(kinds, at)) : undefined
    return kind === undefined || wanted === undefined || kind === wanted ? [] : [{ at, source, kind, wanted }]
  })
  const [first] = wrong
  return first
    ? [makeFinding('layer-kind-misplaced', { donor: lead.name, message: message(lead, first) })]
    : []
}

interface Misplaced {
  readonly at: number
  readonly source: StackedLayer
  readonly kind: string
  readonly wanted: string
}

function message(lead: InspectedDonor, { at, source, kind, wanted }: Misplaced): string {
  const lacks = wanted.split('\n').filter((name) => !kind.split('\n').includes(name))
  const holds = kind.split('\n').filter((name) => !wanted.split('\n').includes(name))
  const differs =
    lacks.length > 0 ? `which lacks ${examples(lacks)}` : `which has ${examples(holds)} too many`
  return `layer ${at} of the output would be layer ${source.layer} of ${source.donor?.name}, ${differs}; config.json of ${lead.name} puts a layer of another kind there`
}

/** Of each layer that config.json counts the names of its tensors; all experts are one. */
function kindsOf(donor: InspectedDonor): readonly string[] {
  const { layers } = layersOf(donor.facts.weights?.tensors ?? new Map())
  const count = Math.min(donor.facts.config?.layers ?? 0, layers.size)
  return Array.from({ length: count }, (_, layer) =>
    [...new Set([...(layers.get(layer)?.keys() ?? [])].map((name) => name.replace(/\.\d+\./, '.N.')))]
      .sort()
      .join('\n'),
  )
}

/** The kind of a layer behind the last, by the shortest start and period that make up those before; undefined where nothing tells. */
function continued(kinds: readonly string[], at: number): string | undefined {
  for (let length = 1; length < kinds.length; length++)
    for (let period = 1; period <= length; period++) {
      const start = length - period
      if (kinds.every((kind, layer) => layer < length || kind === kinds[layer - period]))
        return kinds[start + ((at - start) % period)]
    }
  return undefined
}
