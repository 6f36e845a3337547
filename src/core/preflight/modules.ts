import type { Finding } from '../contract/common.ts'
import { makeFinding } from '../findings/make.ts'
import { quote } from '../json/quote.ts'
import { positionOf } from '../merge-config/check.ts'
import { nearest } from '../merge-config/nearest.ts'
import type { MergeConfig, Position } from '../merge-config/types.ts'
import { beginsWithOneOf, inferredOf } from '../mergekit/inferred.ts'
import type { Mergekit } from '../mergekit/table.ts'
import type { DonorFacts } from '../model/facts.ts'
import { layersByStack, stackOf } from '../model/tensor-name.ts'
import { architectureOf, type InspectedDonor, leadOf } from './donor.ts'

/** Whether the modules of the config are those of the architecture: ones that it lacks, and ones that are left out. */
export function moduleFindings(
  config: MergeConfig,
  donors: readonly InspectedDonor[],
  positions: ReadonlyMap<string, Position>,
  mergekit: Mergekit,
): readonly Finding[] {
  const architectures = new Set(donors.map(architectureOf))
  const [architecture] = architectures
  if (config.layout !== 'modules' || architectures.size !== 1 || !architecture) return []
  const { known, meant } = modulesOf(architecture, donors, mergekit)
  const unknown = config.modules.filter(({ name }) => known.length > 0 && meant(name) === undefined)
  if (unknown.length > 0)
    return unknown.map(({ name }) => {
      const near = nearest(name, known)
      return makeFinding('module-unknown', {
        message: `${architecture} has no module ${quote(name)}`,
        hint: near ? `did you mean “${near}”?` : `it has: ${known.join(', ')}`,
        position: positionOf(`modules.${name}`, positions),
      })
    })
  const named = Map.groupBy(config.modules, ({ name }) => meant(name))
  const [twice] = [...named.values()].filter((same) => same.length > 1)
  if (twice) {
    const message = `${twice.map(({ name }) => name).join(' and ')} mean the same module of ${architecture}`
    const position = positionOf(`modules.${twice.at(-1)!.name}`, positions)
    return [makeFinding('module-unknown', { message, hint: 'leave one of them out', position })]
  }
  const left = known.filter((name) => !named.has(name))
  if (left.length === 0) return []
  const lead = leadOf(config, donors)?.name
  const message = `the config does not name ${left.join(' and ')} of ${architecture}: the tensors of ${left.length > 1 ? 'these modules' : 'this module'} stay those of ${lead}, unmerged`
  return [makeFinding('modules-left-out', { message, position: positionOf('modules', positions) })]
}

/** The modules of an architecture, and which of them a name in a config means. */
function modulesOf(architecture: string | null, donors: readonly InspectedDonor[], mergekit: Mergekit) {
  const defined = mergekit.architectures.get(architecture ?? '')
  const known = defined ?? inferredModules(donors)
  const others = defined ? new Map<string, string>() : loadedModules(donors, known, mergekit)
  const meant = (name: string) => (known.includes(name) ? name : (others.get(name) ?? alone(known, name)))
  return { known, meant, isDefined: defined !== undefined }
}

/** Which stack of a donor's layers a module of the config has; undefined where the headers do not tell. */
export function stackMeant(
  { layout }: Pick<MergeConfig, 'layout'>,
  name: string,
  donors: readonly InspectedDonor[],
  mergekit: Mergekit,
): (facts: DonorFacts) => string | undefined {
  const [first] = donors
  const { known, meant, isDefined } = modulesOf(first ? architectureOf(first) : null, donors, mergekit)
  if (layout !== 'modules' || known.length < 2) return (facts) => countedStacks(facts)[0]
  const module = isDefined ? undefined : meant(name)
  return ({ weights }) => {
    const stacks = [...new Set([...(weights?.tensors.keys() ?? [])].map(stackOf))]
    return module === undefined || stacks.includes(module) ? module : alone(stacks, module)
  }
}

/** How to write plain slices for an architecture with these modules. */
export function modulesHint(names: readonly string[]): string {
  const likeliest = names.find((name) => /text|decoder|language/.test(name)) ?? names[0]
  return `put the slices under modules: {${likeliest}: {slices: […]}}; the modules are ${names.join(', ')}`
}

/**
 * Where mergekit has no definition: each stack of layers by what stands before their numbers in the donors, as
 * python/mergescope/merge/anatomy/placing.py has them, and what is in none.
 */
function inferredModules(donors: readonly InspectedDonor[]): readonly string[] {
  const names = donors.flatMap(({ facts }) => [...(facts.weights?.tensors.keys() ?? [])])
  const prefixes = new Set(names.map(stackOf))
  const layered = [...prefixes].filter((prefix) => prefix !== '')
  if (layered.length < 2) return names.length > 0 ? ['default'] : []
  return prefixes.has('') ? ['default', ...layered] : layered
}

/**
 * mergekit calls modules what their layers are called once they are loaded: such names are taken, too, as
 * python/mergescope/merge/anatomy/module_names.py takes them.
 */
const loadedModules = (donors: readonly InspectedDonor[], known: readonly string[], mergekit: Mergekit) =>
  new Map(
    donors.flatMap(({ facts }) =>
      Object.entries(inferredOf(facts.config, mergekit).modules ?? {}).filter(([, own]) =>
        known.includes(own),
      ),
    ),
  )

/** Stacks whose layers a config does not mean where it does not name them. */
export const otherModality = /vision|visual|image|audio|speech|projector|mtp/

/**
 * The stacks of layers that plain slices may mean where mergekit has no definition: those that have as many layers as
 * config.json counts, as python/mergescope/merge/anatomy/placing.py finds them.
 */
export function countedStacks({ config, weights }: DonorFacts): readonly string[] {
  const layers = layersByStack(weights?.tensors.keys() ?? [])
  const all = [...layers.keys()]
  const likely = (names: readonly string[], fits: (name: string) => boolean) =>
    names.some(fits) ? names.filter(fits) : names
  const counted = likely(all, (name) => layers.get(name)!.size === config?.layers)
  return likely(counted, (name) => !otherModality.test(name))
}

/**
 * The stacks of layers that mergekit infers of a model that leads: those of the class that it builds, which need not have
 * all that the file holds. Layers that predict further tokens are in no class.
 */
export function inferredStacks({ facts }: InspectedDonor, mergekit: Mergekit): readonly string[] {
  const { loses = [], modules = {} } = inferredOf(facts.config, mergekit)
  const own = Object.values(modules)
  const stacks = new Set([...(facts.weights?.tensors.keys() ?? [])].map(stackOf))
  return [...stacks].filter((stack) => {
    if (stack === '' || /(^|\.)mtp(\.|$)/.test(stack)) return false
    return own.includes(stack) || !beginsWithOneOf(stack, loses)
  })
}

/** A donor may be saved without the prefix that its class gives to its tensors. */
function alone(known: readonly string[], name: string): string | undefined {
  const meant = known.filter((other) => other.endsWith(`.${name}`) || name.endsWith(`.${other}`))
  return meant.length === 1 ? meant[0] : undefined
}
