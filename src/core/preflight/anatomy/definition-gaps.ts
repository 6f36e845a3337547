import type { Finding } from '../../contract/common.ts'
import { makeFinding } from '../../findings/make.ts'
import type { MergeConfig } from '../../merge-config/types.ts'
import { inferredOf } from '../../mergekit/inferred.ts'
import type { Mergekit } from '../../mergekit/table.ts'
import { vocabularyKindOf } from '../../model/vocabulary-names.ts'
import { counted, examples } from '../../text/units.ts'
import { hasPlainTensors, type InspectedDonor, infers } from '../donor.ts'
import { stackedLayers } from '../stacked-layers.ts'
import { definitionOf, demandedOf, has, type Kinds, kindsOf, namesOf } from './definition.ts'
import { onlyInSome } from './definition-layers.ts'
import { renames } from './inferred-names.ts'
import { aliases } from './tensor-aliases.ts'
import { unneededBuffer } from './tensor-layers.ts'

/** Where mergekit's definition of the architecture and the donors do not agree: `run` goes by the donors. */
export function definitionFindings(
  config: Pick<MergeConfig, 'modules' | 'baseModel'>,
  donors: readonly InspectedDonor[],
  mergekit: Mergekit,
): readonly Finding[] {
  if (donors.some(({ facts }) => facts.weights && !hasPlainTensors({ facts }))) return []
  const [first, ...others] = donors.filter(hasPlainTensors).map((donor) => kindsOf(donor, mergekit))
  if (!first || infers({ donors, mergekit })) return []
  const { raises } = mergekit.does.asksForEmbeddings ? inferredOf(donors[0]!.facts.config, mergekit) : {}
  if (raises) {
    const message = `mergekit's definition of the architecture asks config.json for what transformers keeps elsewhere, and ends with ${raises}`
    return [makeFinding('definition-demands', { message })]
  }
  const definition = definitionOf(donors, mergekit)
  if (!definition) return []
  const demanded = demandedOf(definition)
  const isTaken = takenLayers(config, donors)
  const sometimes = donors.flatMap((donor) =>
    onlyInSome(donor, demanded, mergekit, (layer) => isTaken(donor, layer)),
  )
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
  // What is tied is written anew; a bias is not.
  const isTied = (name: string) => vocabularyKindOf(name) === 'head' && !name.endsWith('bias')
  const lost = unlisted.filter(([name, loaded]) => !listed.has(loaded) && !isTied(name))
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

/** Whether the merge takes a layer of the donor: every one where the donors are merged whole. */
function takenLayers(
  config: Pick<MergeConfig, 'modules' | 'baseModel'>,
  donors: readonly InspectedDonor[],
): (donor: InspectedDonor, layer: number) => boolean {
  const stacks = config.modules.map((module) => stackedLayers(config, module, donors))
  if (stacks.includes(null)) return () => true
  const taken = new Map(donors.map((donor) => [donor, new Set<number>()]))
  for (const layer of stacks.flatMap((stack) => stack ?? []))
    for (const source of [layer, ...layer.beside])
      if (source.donor) taken.get(source.donor)?.add(source.layer)
  return (donor, layer) => taken.get(donor)!.has(layer)
}

/** What is demanded, and a donor calls otherwise, a prefix more or less, though others call it so. */
function underOtherNames(
  own: Kinds,
  demanded: readonly (readonly string[])[],
  listed: ReadonlySet<string>,
): readonly string[] {
  const lacking = demanded.filter((names) => !has(own, names))
  const unlisted = [...own.keys()].filter((name) => !listed.has(name))
  const renamed = aliases(
    unlisted,
    lacking.map(([name]) => name!),
  )
  return [...renamed.values()]
}
