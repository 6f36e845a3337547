import { loadedName } from '../../mergekit/conversions.ts'
import type { Definition, Mergekit } from '../../mergekit/table.ts'
import { layerPattern } from '../../model/tensor-name.ts'
import { architectureOf, type InspectedDonor } from '../donor.ts'

/** Whether some donor lacks what mergekit's one definition of them all demands; null: there is no such definition. */
export function lacksDemanded(donors: readonly InspectedDonor[], mergekit: Mergekit): boolean | null {
  const definition = definitionOf(donors, mergekit)
  if (!definition) return null
  const held = donors.map((donor) => kindsOf(donor, mergekit))
  return demandedOf(definition).some((names) => held.some((own) => !has(own, names)))
}

/** The one definition that mergekit has of all donors; null: there is none. */
export function definitionOf(donors: readonly InspectedDonor[], mergekit: Mergekit): Definition | null {
  const names = new Set(donors.map(architectureOf))
  const [name] = names
  const definition = names.size === 1 ? (mergekit.definitions.get(name ?? '') ?? null) : null
  const later = laterLayers[name ?? '']
  if (!definition || !later) return definition
  const first = new Set(later.instead)
  const demanded = definition.demanded.filter((kind) => !first.has(kind))
  return { ...definition, demanded, optional: [...definition.optional, ...later.instead, ...later.own] }
}

/** Definitions of layers of two kinds, of which the table has the first: how many there are of each depends on config.json. */
const laterLayers: Readonly<
  Record<string, { readonly instead: readonly string[]; readonly own: readonly string[] }>
> = {
  Glm4MoeForCausalLM: {
    instead: ['gate_proj', 'up_proj', 'down_proj'].map((name) => `model.layers.*.mlp.${name}.weight`),
    own: [
      ...['experts.gate_up_proj', 'experts.down_proj', 'gate.weight', 'gate.e_score_correction_bias'],
      ...['gate_proj', 'up_proj', 'down_proj'].map((name) => `shared_experts.${name}.weight`),
    ].map((name) => `model.layers.*.mlp.${name}`),
  },
}

/** The names that a tensor of a definition has. */
export const namesOf = (names: string): readonly string[] => names.split('|').map(listedPattern)

/** Of each tensor that it demands, its names. */
export const demandedOf = ({ demanded }: Definition) => demanded.map(namesOf)

/** Whether a donor has a tensor by one of its names. */
export const has = (own: Kinds, names: readonly string[]) =>
  names.some((name) => own.has(name)) || [...own.values()].some((loaded) => names.includes(loaded))

/** Of a name in a definition, which has the `*` already where it stands for every layer. */
const listedPattern = (name: string) => (name.includes('.*.') ? name : layerPattern(name))

/** Kinds of tensors, `*` for a layer's number, and what transformers calls each once it is loaded. */
export type Kinds = ReadonlyMap<string, string>

/** Those of a donor. */
export function kindsOf({ facts }: InspectedDonor, mergekit: Mergekit): Kinds {
  const kinds = new Map<string, string>()
  const type = facts.config?.modelType ?? null
  for (const name of facts.weights?.tensors.keys() ?? []) {
    const kind = layerPattern(name)
    if (!kinds.has(kind)) kinds.set(kind, layerPattern(loadedName(name, type, mergekit)))
  }
  return kinds
}
