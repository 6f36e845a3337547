import { isKnownArchitecture } from '../architectures.ts'
import type { Finding } from '../contract/common.ts'
import { makeFinding } from '../findings/make.ts'
import type { MergeConfig } from '../merge-config/types.ts'
import { loadedName } from '../mergekit/conversions.ts'
import { beginsWithOneOf, inferredOf } from '../mergekit/inferred.ts'
import type { Mergekit } from '../mergekit/table.ts'
import { counted, examples } from '../text/units.ts'
import { type InspectedDonor, leadOf } from './donor.ts'
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
  const infers = donors.some((donor) => !isKnownArchitecture(architectureOf(donor) ?? '', mergekit))
  const lead = leadOf(config, donors)
  if (!infers || !lead || !mergekit.does.asksForEmbeddings) return []
  const { loses, renames: renamedFrom } = inferredOf(configOf(lead))
  const names = [...(lead.facts.weights?.tensors.keys() ?? [])].filter((name) => !unneededBuffer.test(name))
  const kinds = new Map(names.map((name) => [kindOf(name), name]))
  const lost = [...kinds.keys()].filter((kind) => beginsWithOneOf(kind, loses))
  const renamed = [...kinds].filter(([kind]) => beginsWithOneOf(kind, renamedFrom))
  const findings: Finding[] = []
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

/** Says so of kinds of tensor, each with its name in transformers. */
export function renames(kinds: readonly (readonly [kind: string, loaded: string])[]): Finding {
  const [first, loaded] = kinds[0]!
  const message = `${counted(kinds.length, 'kind')} of tensor have another name in transformers, and so in what mergekit writes: ${first} is ${loaded}`
  return makeFinding('definition-renames', { message })
}

/** An override names another class for the same config. */
const configOf = (donor: InspectedDonor) =>
  donor.facts.config && { ...donor.facts.config, architecture: architectureOf(donor) }

const architectureOf = ({ ref, facts }: InspectedDonor) =>
  ref.overrideArchitecture ?? facts.config?.architecture ?? null

/** A name with `*` for the numbers of layers and experts. */
const kindOf = (name: string) => name.replaceAll(/\.\d+(?=\.)/g, '.*')
