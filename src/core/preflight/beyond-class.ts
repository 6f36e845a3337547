import type { Finding } from '../contract/common.ts'
import { makeFinding } from '../findings/make.ts'
import type { MergeConfig } from '../merge-config/types.ts'
import { checkDecoderNames } from '../verify/decoder-names.ts'
import { type InspectedDonor, leadOf } from './donor.ts'

/**
 * Tensors that every donor holds, so that the output gets them, and that the class of its config.json has not: in the words
 * in which the run tells it. Of classes whose names are known from headers alone.
 */
export function beyondClass(
  config: Pick<MergeConfig, 'baseModel'>,
  donors: readonly InspectedDonor[],
): readonly Finding[] {
  const lead = leadOf(config, donors)
  if (!lead?.facts.weights) return []
  return (checkDecoderNames(lead.facts.config, lead.facts.weights) ?? [])
    .filter(({ code, status }) => code === 'architecture-unexpected' && status === 'warn')
    .filter(
      ({ tensor }) => tensor !== null && donors.every(({ facts }) => facts.weights?.tensors.has(tensor)),
    )
    .map(({ message }) => makeFinding('donor-inconsistent', { donor: lead.name, message }))
}
