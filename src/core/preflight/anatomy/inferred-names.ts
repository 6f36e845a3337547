import type { Finding } from '../../contract/common.ts'
import { makeFinding } from '../../findings/make.ts'
import { loadedName } from '../../mergekit/conversions.ts'
import { beginsWithOneOf, inferredOf } from '../../mergekit/inferred.ts'
import { prefixOf } from '../../mergekit/prefixes.ts'
import type { Mergekit } from '../../mergekit/table.ts'
import { counted, examples } from '../../text/units.ts'
import { architectureOf, type InspectedDonor, infers } from '../donor.ts'
import { convertedKinds, kindOf, type Loaded, loadedNames } from './converted-kinds.ts'
import { aliases } from './tensor-aliases.ts'
import { unneededBuffer } from './tensor-layers.ts'

/**
 * What mergekit makes of the donors' tensors where it has no definition: it asks transformers to build the model that
 * leads, and takes the names of what comes of it, which may be a model with another head, or with other names.
 */
export function inferredFindings(
  lead: InspectedDonor | undefined,
  donors: readonly InspectedDonor[],
  mergekit: Mergekit,
): readonly Finding[] {
  const inference = lead && inferenceOf(lead, donors, mergekit)
  if (!inference) return []
  const { loaded, lacking, lost, renamed } = inference
  if (lacking !== null) {
    // As a model is saved that was loaded without the class that gives it a head.
    const message = `mergekit looks for the tensors of ${architectureOf(lead)} under ${lacking}*, and no donor has any there`
    return [makeFinding('definition-lacks', { message })]
  }
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

/** Whether mergekit, where it infers what to merge, leaves out what the donors call so. */
export function leavesOut(
  lead: InspectedDonor,
  donors: readonly InspectedDonor[],
  mergekit: Mergekit,
): (name: string) => boolean {
  const inference = inferenceOf(lead, donors, mergekit)
  const lost = new Set(inference?.lost)
  return (name) => inference !== null && (inference.lacking !== null || lost.has(kindOf(name)))
}

interface Inference {
  readonly loaded: Loaded
  /** A beginning that it expects of the names, and that no name has; null: there is none. */
  readonly lacking: string | null
  /** Kinds of tensor that it leaves out. */
  readonly lost: readonly string[]
  /** Kinds that it writes by another name, each with one of its tensors. */
  readonly renamed: readonly (readonly [kind: string, name: string])[]
}

function inferenceOf(
  lead: InspectedDonor,
  donors: readonly InspectedDonor[],
  mergekit: Mergekit,
): Inference | null {
  if (!infers({ donors, mergekit }) || !mergekit.does.asksForEmbeddings) return null
  const { loses, renames: renamedFrom } = inferredOf(configOf(lead), mergekit)
  const names = [...(lead.facts.weights?.tensors.keys() ?? [])].filter((name) => !unneededBuffer.test(name))
  const kinds = new Map(names.map((name) => [kindOf(name), name]))
  const loaded = new Map(donors.map((donor) => [donor, loadedNames(donor.facts, mergekit)]))
  const prefix = prefixOf(configOf(lead))
  const isUsed = [...loaded.values()].some((all) =>
    [...all.keys()].some((name) => name.startsWith(prefix ?? '')),
  )
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
  return {
    loaded,
    lacking: isUsed ? null : prefix,
    lost: [...kinds.keys()].filter((kind) => fateOf(kind) === 'lost'),
    renamed: [...kinds].filter(([kind]) => fateOf(kind) === 'kept'),
  }
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
    const renamed = aliases(
      [...own].filter((kind) => !expected.has(kind)),
      [...expected].filter((kind) => !own.has(kind)),
    )
    const [first] = renamed
    if (!first) return []
    const message = `${counted(renamed.size, 'kind')} of tensor have other names than in ${lead.name}: ${first[0]} is ${first[1]} there; mergekit merges those of one of the two`
    return [makeFinding('definition-lacks', { donor: donor.name, message })]
  })
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
