import { isKnownArchitecture } from '../architectures.ts'
import type { Finding } from '../contract/common.ts'
import { makeFinding } from '../findings/make.ts'
import type { MergeConfig } from '../merge-config/types.ts'
import { loadedName } from '../mergekit/conversions.ts'
import { beginsWithOneOf, inferredOf } from '../mergekit/inferred.ts'
import type { Mergekit } from '../mergekit/table.ts'
import type { DonorFacts } from '../model/facts.ts'
import { layerNumber, stackOf } from '../model/tensor-name.ts'
import { counted, examples } from '../text/units.ts'
import { architectureOf, type InspectedDonor, leadOf } from './donor.ts'
import { aliases } from './tensor-aliases.ts'
import { unneededBuffer } from './tensor-layers.ts'

/**
 * What mergekit makes of the donors' tensors where it has no definition: it asks transformers to build the model that
 * leads, and takes the names of what comes of it, which may be a model with another head, or with other names.
 */
export function inferredFindings(
  config: Pick<MergeConfig, 'baseModel'>,
  donors: readonly InspectedDonor[],
  mergekit: Mergekit,
): readonly Finding[] {
  const infers = donors.some((donor) => !isKnownArchitecture(architectureOf(donor), mergekit))
  const lead = leadOf(config, donors)
  if (!infers || !lead || !mergekit.does.asksForEmbeddings) return []
  const { loses, renames: renamedFrom } = inferredOf(configOf(lead))
  const names = [...(lead.facts.weights?.tensors.keys() ?? [])].filter((name) => !unneededBuffer.test(name))
  const kinds = new Map(names.map((name) => [kindOf(name), name]))
  const loaded = new Map(donors.map((donor) => [donor, loadedNames(donor.facts, mergekit)]))
  const converted = convertedKinds(lead, loaded)
  // Of what stands in layers, the table knows only the layers of a small model.
  const throughout = loses?.filter((beginning) => !beginning.includes('.*.'))
  const known = [...(loses ?? []), ...(renamedFrom ?? [])]
  const fateOf = (kind: string) => {
    const own = converted.get(kind)
    if (!own)
      return beginsWithOneOf(kind, loses) ? 'lost' : beginsWithOneOf(kind, renamedFrom) ? 'kept' : null
    if (beginsWithOneOf(kind, throughout)) return 'lost'
    return own.isMerged || beginsWithOneOf(kind, known) ? own.fate : null
  }
  const lost = [...kinds.keys()].filter((kind) => fateOf(kind) === 'lost')
  const renamed = [...kinds].filter(([kind]) => fateOf(kind) === 'kept')
  const findings: Finding[] = [...calledOtherwise(lead, loaded)]
  if (lost.length > 0) {
    const message = `the architecture that mergekit infers from transformers lacks ${counted(lost.length, 'kind')} of tensor that the donors hold: ${examples(lost)}`
    findings.push(makeFinding('definition-lacks', { message }))
  }
  if (renamed.length > 0) {
    const type = lead.facts.config?.modelType ?? null
    findings.push(renames(renamed.map(([kind, name]) => [kind, kindOf(loadedName(name, type, mergekit))])))
  }
  return findings
}

/** Tensors that a donor calls otherwise than the model that leads: mergekit finds those of one of the two, and leaves the other's out. */
function calledOtherwise(lead: InspectedDonor, loaded: Loaded): readonly Finding[] {
  const kinds = new Map(
    [...loaded].map(([donor, names]) => [
      donor,
      new Set([...names.keys()].map(kindOf).filter((kind) => !unneededBuffer.test(kind))),
    ]),
  )
  const expected = kinds.get(lead)!
  return [...kinds].flatMap(([donor, own]) => {
    const found = aliases(
      [...own].filter((kind) => !expected.has(kind)),
      [...expected].filter((kind) => !own.has(kind)),
    )
    const [first] = found
    if (!first) return []
    const message = `${counted(found.size, 'kind')} of tensor have other names than in ${lead.name}: ${first[0]} is ${first[1]} there; mergekit merges those of one of the two`
    return [makeFinding('definition-lacks', { donor: donor.name, message })]
  })
}

interface Converted {
  readonly fate: 'kept' | 'lost'
  /** Whether it is put into one with others. */
  readonly isMerged: boolean
}

/**
 * Of tensors that transformers renames or puts into one, such as the experts of a layer, whether mergekit keeps them. It
 * does so where each donor has them in each layer. What some layer lacks it calls optional, and of that it merges only
 * what lies in the files under that very name. The small models of the table cannot tell: it depends on config.json.
 */
function convertedKinds(lead: InspectedDonor, loaded: Loaded): ReadonlyMap<string, Converted> {
  const own = loaded.get(lead)!
  const ends = endsOf(own.keys())
  const converted = new Map<string, Converted>()
  for (const [name, parts] of own) {
    const kinds = new Set(parts.map(kindOf))
    if (parts.length < 2 && kinds.has(kindOf(name))) continue
    const layers = Array.from({ length: ends.get(stackOf(name)) ?? 0 }, (_, layer) => layer)
    const inLayer = (layer: number) => name.replace(layerNumber, `.${layer}.`)
    const isWhole = layers.every((layer) => [...loaded.values()].every((names) => names.has(inLayer(layer))))
    const isMerged = parts.length > 1
    for (const kind of kinds) converted.set(kind, { fate: isWhole ? 'kept' : 'lost', isMerged })
  }
  return converted
}

/** By donor, what its tensors are called once they are loaded, and of which each is made. */
type Loaded = ReadonlyMap<InspectedDonor, ReadonlyMap<string, readonly string[]>>

function loadedNames({ config, weights }: DonorFacts, mergekit: Mergekit): Map<string, readonly string[]> {
  const type = config?.modelType ?? null
  return Map.groupBy(weights?.tensors.keys() ?? [], (name) => loadedName(name, type, mergekit))
}

/** Of each stack of layers the number behind that of its last. */
function endsOf(names: Iterable<string>): ReadonlyMap<string, number> {
  const ends = new Map<string, number>()
  for (const name of names) {
    const number = layerNumber.exec(name)?.[1]
    if (number === undefined) continue
    const stack = stackOf(name)
    ends.set(stack, Math.max(ends.get(stack) ?? 0, Number(number) + 1))
  }
  return ends
}

/** Says so of kinds of tensor, each with its name in transformers. */
export function renames(kinds: readonly (readonly [kind: string, loaded: string])[]): Finding {
  const [first, loaded] = kinds[0]!
  const message = `${counted(kinds.length, 'kind')} of tensor have another name in transformers, and so in what mergekit writes: ${first} is ${loaded}`
  return makeFinding('definition-renames', { message })
}

/** An override names another class for the same config. */
const configOf = (donor: InspectedDonor) =>
  donor.facts.config && { ...donor.facts.config, architecture: architectureOf(donor) }

/** A name with `*` for the numbers of layers and experts. */
const kindOf = (name: string) => name.replaceAll(/\.\d+(?=\.)/g, '.*')
