import type { Finding } from '../contract/common.ts'
import { makeFinding } from '../findings/make.ts'
import type { Definition, Mergekit } from '../mergekit/table.ts'
import { layerPattern } from '../model/tensor-name.ts'
import { vocabularyKindOf } from '../model/vocabulary-names.ts'
import { counted, examples } from '../text/units.ts'
import type { InspectedDonor } from './donor.ts'
import { unneededBuffer } from './tensor-layers.ts'

/** Where mergekit's definition of the architecture and the donors do not agree: `run` goes by the donors. */
export function definitionFindings(
  donors: readonly InspectedDonor[],
  mergekit: Mergekit,
): readonly Finding[] {
  const definition = definitionOf(donors, mergekit)
  const held = donors.filter(({ facts }) => facts.weights).map(patternsOf)
  const [first, ...others] = held
  if (!definition || !first) return []
  const nowhere = demandedOf(definition).filter((names) => !held.some((own) => has(own, names)))
  // Another layout altogether, of which nothing can be said without transformers.
  if (2 * nowhere.length > definition.demanded.length) return []
  const listed = new Set(
    [...definition.demanded, ...definition.optional, ...definition.tied].flatMap(namesOf),
  )
  const unlisted = [...first].filter(
    (name) =>
      !listed.has(name) &&
      others.every((own) => own.has(name)) &&
      !unneededBuffer.test(name) &&
      vocabularyKindOf(name) !== 'head',
  )
  const findings: Finding[] = []
  const add = (code: 'definition-demands' | 'definition-lacks', names: readonly string[], what: string) => {
    if (names.length === 0) return
    const message = `mergekit's definition of the architecture ${what} ${counted(names.length, 'kind')} of tensor: ${examples(names)}`
    findings.push(makeFinding(code, { message }))
  }
  add(
    'definition-demands',
    nowhere.map(([name]) => name!),
    'demands, and no donor holds,',
  )
  add('definition-lacks', unlisted, 'lacks, and all donors hold,')
  return findings
}

/** Whether some donor lacks what mergekit's one definition of them all demands; null: there is no such definition. */
export function lacksDemanded(donors: readonly InspectedDonor[], mergekit: Mergekit): boolean | null {
  const definition = definitionOf(donors, mergekit)
  if (!definition) return null
  const held = donors.map(patternsOf)
  return demandedOf(definition).some((names) => held.some((own) => !has(own, names)))
}

function definitionOf(donors: readonly InspectedDonor[], mergekit: Mergekit): Definition | null {
  const names = new Set(
    donors.map(({ ref, facts }) => ref.overrideArchitecture ?? facts.config?.architecture ?? ''),
  )
  const [name] = names
  return names.size === 1 ? (mergekit.definitions.get(name!) ?? null) : null
}

const namesOf = (names: string): readonly string[] => names.split('|').map(listedPattern)
const demandedOf = ({ demanded }: Definition) => demanded.map(namesOf)
const has = (own: ReadonlySet<string>, names: readonly string[]) => names.some((name) => own.has(name))

/** Of a name in a definition, which has the `*` already where it stands for every layer. */
const listedPattern = (name: string) => (name.includes('.*.') ? name : layerPattern(name))

function patternsOf({ facts }: InspectedDonor): ReadonlySet<string> {
  return new Set([...(facts.weights?.tensors.keys() ?? [])].map(layerPattern))
}
