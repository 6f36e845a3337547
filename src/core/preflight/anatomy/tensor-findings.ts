import { hasPlainLayout, isKnownArchitecture } from '../../architectures.ts'
import type { Finding } from '../../contract/common.ts'
import { makeFinding } from '../../findings/make.ts'
import type { MergeConfig } from '../../merge-config/types.ts'
import type { Mergekit } from '../../mergekit/table.ts'
import { counted, examples } from '../../text/units.ts'
import { architectureOf, hasPlainTensors, type InspectedDonor } from '../donor.ts'
import { type Demand, demandOf } from '../slice-demand.ts'
import { type Called, calledAs, heldTwice } from './layouts.ts'
import { needsOf } from './needed-tensors.ts'
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
    .filter(hasPlainTensors)
    .sort((a, b) => Number(b.role === 'base') - Number(a.role === 'base'))
  if (!reference) return []
  const demands = (donor: InspectedDonor) => (whole ? null : demandOf(config, donor.key))
  const expected = whole ? { outside: named(reference), kinds: [] } : inParts(reference)
  const needs = needsOf(reference, donors, mergekit)
  const called = others.map((donor) => calledAs(reference, donor, mergekit))
  const twice = called.some(({ areOthers }) => areOthers) ? [reference, ...others].flatMap(namedTwice) : []
  const areClear = called.filter(({ donor }) => !twice.some((finding) => finding.donor === donor.name))
  return [
    ...[reference, ...others].flatMap((donor) => layersLacking(donor, demands(donor), mergekit)),
    ...called.flatMap((own) => otherLayout(reference, own)),
    ...twice,
    ...areClear.flatMap(({ donor }) => differences(reference, expected, donor, demands(donor), needs)),
  ]
}

/** Says so of tensors that have the names of another release of transformers. */
function otherLayout({ name }: InspectedDonor, { donor, renamed }: Called): readonly Finding[] {
  const [first] = renamed
  if (!first) return []
  const message = `${counted(renamed.size, 'tensor')} with names of another release of transformers: ${first[0]} is ${first[1]} in ${name}, and in the output`
  return [makeFinding('layout-differs', { donor: donor.name, message })]
}

function namedTwice(donor: InspectedDonor): readonly Finding[] {
  const twice = heldTwice(donor)
  const [first] = twice
  if (!first) return []
  const message = `${counted(twice.size, 'tensor')} there twice, by the names of two releases of transformers: ${first[0]} is ${first[1]}`
  const hint = `load ${donor.name} with transformers, look whether it does what it should, and save it again with save_pretrained`
  return [makeFinding('tensor-duplicate', { donor: donor.name, message, hint })]
}

/** Layers that the merge takes from a donor, and of which the donor has no tensor: where mergekit asks for each. */
function layersLacking(donor: InspectedDonor, demand: Demand | null, mergekit: Mergekit): readonly Finding[] {
  const { facts, name } = donor
  const architecture = architectureOf(donor)
  if (!hasPlainLayout(architecture) || !isKnownArchitecture(architecture, mergekit)) return []
  const { layers } = layersOf(facts.weights?.tensors ?? new Map())
  const all = facts.config?.layers ?? 0
  const wanted = demand ? [...demand.layers] : Array.from({ length: all }, (_, layer) => layer)
  const lacking = wanted.filter((layer) => layer < all && !layers.has(layer))
  if (lacking.length === 0 || layers.size === 0) return []
  const which = `layer${lacking.length > 1 ? 's' : ''} ${examples(lacking)}`
  const message = `${which} missing: config.json says num_hidden_layers ${all}, and the weights have ${layers.size}`
  return [makeFinding('tensor-missing', { donor: name, message })]
}
