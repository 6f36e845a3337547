import { isKnownArchitecture } from '../architectures.ts'
import type { Finding } from '../contract/common.ts'
import { makeFinding } from '../findings/make.ts'
import type { MergeConfig } from '../merge-config/types.ts'
import { loadedName } from '../mergekit/conversions.ts'
import { inferredOf } from '../mergekit/inferred.ts'
import type { Definition, Mergekit } from '../mergekit/table.ts'
import { layerNumber, layerPattern } from '../model/tensor-name.ts'
import { vocabularyKindOf } from '../model/vocabulary-names.ts'
import { counted, examples } from '../text/units.ts'
import { architectureOf, type InspectedDonor } from './donor.ts'
import { renames } from './inferred-names.ts'
import { aliases } from './tensor-aliases.ts'
import { unneededBuffer } from './tensor-layers.ts'

/** Where mergekit's definition of the architecture and the donors do not agree: `run` goes by the donors. */
export function definitionFindings(
  config: Pick<MergeConfig, 'modules'>,
  donors: readonly InspectedDonor[],
  mergekit: Mergekit,
): readonly Finding[] {
  const [first, ...others] = donors
    .filter(({ facts }) => facts.weights)
    .map((donor) => kindsOf(donor, mergekit))
  if (!first || !isKnownArchitecture(architectureOf(donors[0]!), mergekit)) return []
  const { raises } = mergekit.does.asksForEmbeddings ? inferredOf(donors[0]!.facts.config) : {}
  if (raises) {
    const message = `mergekit's definition of the architecture asks config.json for what transformers keeps elsewhere, and ends with ${raises}`
    return [makeFinding('definition-demands', { message })]
  }
  const definition = definitionOf(donors, mergekit)
  if (!definition) return []
  const whole = config.modules.every(({ inputs }) => inputs.kind === 'models')
  const demanded = demandedOf(definition)
  const sometimes = whole ? donors.flatMap((donor) => onlyInSome(donor, demanded, mergekit)) : []
  const nowhere = demanded.filter((names) => ![first, ...others].some((own) => has(own, names)))
  const somewhere = demanded.filter((names) => !nowhere.includes(names))
  const listed = new Set(
    [...definition.demanded, ...definition.optional, ...definition.tied].flatMap(namesOf),
  )
  // Another layout altogether: what is left of it tells nothing.
  const isOther = 2 * nowhere.length > definition.demanded.length
  const unlisted = [...first].filter(
    ([name]) => !listed.has(name) && others.every((own) => own.has(name)) && !unneededBuffer.test(name),
  )
  const apart = [first, ...others].flatMap((own) => underOtherNames(own, somewhere, listed))
  const renamed = unlisted.filter(([, loaded]) => listed.has(loaded))
  const lost = unlisted.filter(([name, loaded]) => !listed.has(loaded) && vocabularyKindOf(name) !== 'head')
  const mismatch = (
    code: 'definition-demands' | 'definition-lacks',
    names: readonly string[],
    what: string,
  ) =>
    names.length === 0
      ? []
      : [
          makeFinding(code, {
            message: `mergekit's definition of the architecture ${what} ${counted(names.length, 'kind')} of tensor: ${examples(names)}`,
          }),
        ]
  return [
    ...mismatch(
      'definition-demands',
      nowhere.map(([name]) => name!),
      'demands, and no donor holds,',
    ),
    ...mismatch(
      'definition-demands',
      [...new Set(sometimes)],
      'demands in every layer, and some layers lack,',
    ),
    ...mismatch('definition-demands', [...new Set(apart)], 'demands, and a donor has under other names,'),
    ...mismatch('definition-lacks', isOther ? [] : lost.map(([name]) => name), 'lacks, and all donors hold,'),
    ...(renamed.length > 0 ? [renames(renamed)] : []),
  ]
}

/** What is demanded in every layer, and some layers of a donor have, and some have not, as where experts alternate with dense layers. */
function onlyInSome(
  { facts }: InspectedDonor,
  demanded: readonly (readonly string[])[],
  mergekit: Mergekit,
): readonly string[] {
  const type = facts.config?.modelType ?? null
  const names = [...(facts.weights?.tensors.keys() ?? [])]
  const layers = new Map<string, Set<number>>()
  for (const name of names.flatMap((own) => [own, loadedName(own, type, mergekit)])) {
    const number = layerNumber.exec(name)?.[1]
    if (number === undefined) continue
    const kind = layerPattern(name)
    layers.set(kind, (layers.get(kind) ?? new Set()).add(Number(number)))
  }
  const inStack = (kind: string) => {
    const stack = kind.slice(0, kind.indexOf('.*.') + 3)
    return [...layers].filter(([other]) => other.startsWith(stack)).flatMap(([, own]) => [...own])
  }
  return demanded
    .filter((kinds) => {
      const own = new Set(kinds.flatMap((kind) => [...(layers.get(kind) ?? [])]))
      const counted = (layer: number) => layer < (facts.config?.layers ?? Number.POSITIVE_INFINITY)
      return own.size > 0 && inStack(kinds[0]!).some((layer) => counted(layer) && !own.has(layer))
    })
    .map(([kind]) => kind!)
}

/** What is demanded, and a donor calls otherwise, a prefix more or less, though others call it so. */
function underOtherNames(
  own: Kinds,
  demanded: readonly (readonly string[])[],
  listed: ReadonlySet<string>,
): readonly string[] {
  const lacking = demanded.filter((names) => !has(own, names))
  const unlisted = [...own.keys()].filter((name) => !listed.has(name))
  const found = aliases(
    unlisted,
    lacking.map(([name]) => name!),
  )
  return [...found.values()]
}

/** Whether some donor lacks what mergekit's one definition of them all demands; null: there is no such definition. */
export function lacksDemanded(donors: readonly InspectedDonor[], mergekit: Mergekit): boolean | null {
  const definition = definitionOf(donors, mergekit)
  if (!definition) return null
  const held = donors.map((donor) => kindsOf(donor, mergekit))
  return demandedOf(definition).some((names) => held.some((own) => !has(own, names)))
}

function definitionOf(donors: readonly InspectedDonor[], mergekit: Mergekit): Definition | null {
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

const namesOf = (names: string): readonly string[] => names.split('|').map(listedPattern)
const demandedOf = ({ demanded }: Definition) => demanded.map(namesOf)
const has = (own: Kinds, names: readonly string[]) =>
  names.some((name) => own.has(name)) || [...own.values()].some((loaded) => names.includes(loaded))

/** Of a name in a definition, which has the `*` already where it stands for every layer. */
const listedPattern = (name: string) => (name.includes('.*.') ? name : layerPattern(name))

/** Kinds of tensors, `*` for a layer's number, and what transformers calls each once it is loaded. */
type Kinds = ReadonlyMap<string, string>

function kindsOf({ facts }: InspectedDonor, mergekit: Mergekit): Kinds {
  const kinds = new Map<string, string>()
  const type = facts.config?.modelType ?? null
  for (const name of facts.weights?.tensors.keys() ?? []) {
    const kind = layerPattern(name)
    if (!kinds.has(kind)) kinds.set(kind, layerPattern(loadedName(name, type, mergekit)))
  }
  return kinds
}
