import { hasSeveralModules, isKnownArchitecture } from '../architectures.ts'
import type { Finding } from '../contract/common.ts'
import { makeFinding } from '../findings/make.ts'
import { largestOf } from '../many.ts'
import type { MergeConfig } from '../merge-config/types.ts'
import type { Mergekit } from '../mergekit/table.ts'
import { layersByStack } from '../model/tensor-name.ts'
import { modelKey } from '../model-ref.ts'
import { counted } from '../text/units.ts'
import { layersOf } from './anatomy/tensor-layers.ts'
import { architectureOf, type InspectedDonor, leadOf } from './donor.ts'
import { countedStacks, inferredStacks, modulesHint } from './modules.ts'

/** Whether slices can be cut out of the donors as they are written. */
export function sliceFindings(
  config: MergeConfig,
  donors: readonly InspectedDonor[],
  mergekit: Mergekit,
): readonly Finding[] {
  const isPlain = config.layout === 'slices'
  const several = isPlain ? severalModules(config, donors, mergekit) : []
  if (several.length > 0) return several
  const oneStack = isPlain ? oneOfSeveral(config, donors, mergekit) : []
  const byKey = new Map(donors.map((donor) => [donor.key, donor]))
  const outside = config.modules.flatMap(({ name, inputs }) => {
    if (inputs.kind !== 'slices') return []
    return inputs.slices.flatMap(({ sources }) =>
      sources.flatMap(({ model, layerRange: [first, end] }) => {
        const donor = byKey.get(modelKey(model))
        const said = donor?.facts.config?.layers
        if (said == null || first === end) return []
        const layers = isPlain ? said : layersOfModule(donor!, name, said)
        if (end <= (isPlain ? Math.max(said, heldLayers(donor!)) : layers)) return []
        const message = `the layer range [${first}, ${end}] goes beyond ${isPlain ? 'the model' : name}, which has ${counted(layers, 'layer')}`
        return makeFinding('slice-outside-model', { donor: donor!.name, message })
      }),
    )
  })
  return [...oneStack, ...outside]
}

/** How many layers the tensors have, one after the other: slices may name such that config.json does not count. */
function heldLayers({ facts }: InspectedDonor): number {
  const { layers } = layersOf(facts.weights?.tensors ?? new Map())
  let count = 0
  while (layers.has(count)) count++
  return count
}

/**
 * How many layers a module has: those of the stacks that its name is part of, else of the longest, since the headers do
 * not tell which it means.
 * @param said the number of config.json, for a model whose headers are not read
 */
function layersOfModule({ facts }: InspectedDonor, module: string, said: number): number {
  const stacks = [...layersByStack(facts.weights?.tensors.keys() ?? [])]
  const own = stacks.filter(([stack]) => stack === module || stack.split('.').includes(module))
  const longest = (of: typeof stacks, least: number) =>
    largestOf(
      of.map(([, layers]) => largestOf(layers) + 1),
      least,
    )
  return own.length > 0 ? longest(own, 0) : longest(stacks, said)
}

/** Slices that mean one stack to us, and that mergekit refuses where it infers more than one. */
function oneOfSeveral(
  config: MergeConfig,
  donors: readonly InspectedDonor[],
  mergekit: Mergekit,
): readonly Finding[] {
  const infers = donors.some((donor) => !isKnownArchitecture(architectureOf(donor), mergekit))
  const lead = leadOf(config, donors)
  const stacks = infers && lead ? inferredStacks(lead, mergekit) : []
  if (!lead || stacks.length < 2) return []
  const meant = isWhole(config, lead)
    ? 'the slice takes all layers'
    : `the slices mean ${countedStacks(lead.facts)[0]}`
  const message = `${meant}; mergekit asks for modules, as ${architectureOf(lead) ?? ''} has ${stacks.length} stacks of layers: ${stacks.join(', ')}`
  return [makeFinding('slices-one-stack', { donor: lead.name, message })]
}

/** Plain slices of a model that is made of several stacks, of which they could mean each. */
function severalModules(
  config: MergeConfig,
  donors: readonly InspectedDonor[],
  mergekit: Mergekit,
): readonly Finding[] {
  const [first] = donors
  const defined = donors.find((donor) => hasSeveralModules(architectureOf(donor), mergekit))
  const inferred = first && !isKnownArchitecture(architectureOf(first), mergekit) && !isWhole(config, first)
  const stacks = inferred ? countedStacks(first.facts) : []
  const donor = defined ?? (stacks.length > 1 ? first : undefined)
  if (!donor) return []
  const message = `${architectureOf(donor) ?? ''} has several modules, and the config has plain slices`
  const hint = modulesHint(defined ? (mergekit.architectures.get(architectureOf(donor) ?? '') ?? []) : stacks)
  return [makeFinding('slices-need-modules', { donor: donor.name, message, hint })]
}

/** Whether the slices are one that takes all layers. */
function isWhole({ modules }: MergeConfig, { facts }: InspectedDonor): boolean {
  const [slice, ...more] = modules.flatMap(({ inputs }) => (inputs.kind === 'slices' ? inputs.slices : []))
  const covers = ({ layerRange: [from, to] }: { readonly layerRange: readonly [number, number] }) =>
    from === 0 && to >= (facts.config?.layers ?? 0)
  return more.length === 0 && slice !== undefined && slice.sources.every(covers)
}
