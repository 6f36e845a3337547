import { hasPlainLayout, isKnownArchitecture } from '../../architectures.ts'
import type { Finding } from '../../contract/common.ts'
import { makeFinding } from '../../findings/make.ts'
import type { MergeConfig } from '../../merge-config/types.ts'
import type { Mergekit } from '../../mergekit/table.ts'
import { examples } from '../../text/units.ts'
import { architectureOf, type InspectedDonor } from '../donor.ts'
import { type Demand, demandOf } from '../slice-demand.ts'
import { differences } from './tensor-differences.ts'
import { layersOf } from './tensor-layers.ts'
import { inParts, named } from './tensors-compared.ts'

/** Missing, extra and misshapen tensors of each donor, against the base or the first donor and its own config.json. */
export function tensorFindings(
  config: MergeConfig,
  donors: readonly InspectedDonor[],
  mergekit: Mergekit,
): readonly Finding[] {
  const whole = config.modules.every(({ inputs }) => inputs.kind === 'models')
  const [reference, ...others] = [...donors]
    .filter(({ facts }) => facts.weights)
    .sort((a, b) => Number(b.role === 'base') - Number(a.role === 'base'))
  if (!reference) return []
  const demands = (donor: InspectedDonor) => (whole ? null : demandOf(config, donor.key))
  const expected = whole ? { outside: named(reference), kinds: [] } : inParts(reference)
  return [
    ...[reference, ...others].flatMap((donor) => layersLacking(donor, demands(donor), mergekit)),
    ...others.flatMap((donor) => differences(reference, expected, donor, demands(donor))),
  ]
}

/** Layers that the merge takes from a donor, and of which the donor has no tensor: where mergekit asks for each. */
function layersLacking(donor: InspectedDonor, demand: Demand | null, mergekit: Mergekit): readonly Finding[] {
  const { facts, name } = donor
  const architecture = architectureOf(donor)
  if (!hasPlainLayout(architecture) || !isKnownArchitecture(architecture, mergekit)) return []
  const { layers } = layersOf(facts.weights?.tensors ?? new Map())
  const counted = facts.config?.layers ?? 0
  const wanted = demand ? [...demand.layers] : Array.from({ length: counted }, (_, layer) => layer)
  const lacking = wanted.filter((layer) => layer < counted && !layers.has(layer))
  if (lacking.length === 0 || layers.size === 0) return []
  const which = `layer${lacking.length > 1 ? 's' : ''} ${examples(lacking)}`
  const message = `${which} missing: config.json says num_hidden_layers ${counted}, and the weights have ${layers.size}`
  return [makeFinding('tensor-missing', { donor: name, message })]
}
