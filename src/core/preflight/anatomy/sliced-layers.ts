import type { Finding } from '../../contract/common.ts'
import { makeFinding } from '../../findings/make.ts'
import type { MergeConfig, OutputModule } from '../../merge-config/types.ts'
import type { Mergekit } from '../../mergekit/table.ts'
import { layersByStack } from '../../model/tensor-name.ts'
import { architectureOf, type InspectedDonor, leadOf } from '../donor.ts'
import { otherModality } from '../modules.ts'
import { definitionOf, kindsOf, namesOf } from './definition.ts'
import { aliases } from './tensor-aliases.ts'

/**
 * Slices that could mean layers which mergekit's definition of the architecture does not know: those would keep the numbers
 * that they have. python/mergescope/merge/sliced_modules.py refuses them, also of architectures with several modules.
 */
export function slicedLayerFindings(
  config: MergeConfig,
  donors: readonly InspectedDonor[],
  mergekit: Mergekit,
): readonly Finding[] {
  const lead = leadOf(config, donors)
  const [module, ...more] = config.modules
  const layers = lead?.facts.config?.layers ?? 0
  if (!lead || !module || more.length > 0 || !isCut(module, layers)) return []
  const stacks = otherStacks(donors, layers, mergekit)
  if (stacks.length === 0) return []
  const message = `the slices cannot be told to be those of ${stacks.join(' or ')}: mergekit's definition of ${architectureOf(lead)} uses other names for the layers than the models do`
  return [makeFinding('slices-unclear', { message })]
}

/** Whether slices take other layers than all that config.json counts. */
function isCut({ inputs }: OutputModule, layers: number): boolean {
  if (inputs.kind !== 'slices') return false
  const ranges = inputs.slices.flatMap(({ sources }) => sources.map(({ layerRange }) => layerRange))
  const isWhole = inputs.slices.length === 1 && ranges.every(([first, end]) => first === 0 && end >= layers)
  return (!isWhole || layers === 0) && ranges.some(([first, end]) => end > first)
}

/** The stacks of the donors that the definition does not name, as far as slices may mean them. */
function otherStacks(
  donors: readonly InspectedDonor[],
  layers: number,
  mergekit: Mergekit,
): readonly string[] {
  const definition = definitionOf(donors, mergekit)
  const modules = mergekit.architectures.get(architectureOf(donors[0]!) ?? '')
  if (!definition || modules?.length !== 1) return []
  const listed = [...definition.demanded, ...definition.optional].map(namesOf)
  const layered = listed.filter(([name]) => name!.includes('.*.'))
  const called = donors.flatMap((donor) => {
    const own = [...kindsOf(donor, mergekit).keys()]
    const there = new Set(own)
    const lacking = layered.filter((names) => !names.some((name) => there.has(name)))
    const known = new Set(listed.flat())
    const renamed = aliases(
      lacking.map(([name]) => name!),
      own.filter((name) => !known.has(name)),
    )
    return [...layered.flat().filter((name) => there.has(name)), ...renamed.values()]
  })
  const known = new Set([...layered.flat(), ...called].map(stackOfKind))
  const counts = layersByStack(donors.flatMap(({ facts }) => [...(facts.weights?.tensors.keys() ?? [])]))
  return [...counts]
    .filter(([stack]) => !known.has(stack))
    .filter(([stack, count]) => called.length === 0 || (count.size === layers && !otherModality.test(stack)))
    .map(([stack]) => stack)
}

const stackOfKind = (kind: string) => kind.slice(0, kind.indexOf('.*.'))
