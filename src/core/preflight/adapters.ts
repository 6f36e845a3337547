import type { Finding } from '../contract/common.ts'
import { makeFinding } from '../findings/make.ts'
import type { InspectedDonor } from './donor.ts'

/**
 * Whether the models with adapters have a place to become one in: mergekit merges an adapter into its model
 * first, into a folder that the user names.
 * @param folder that folder; null where nothing will be merged
 */
export function adapterFindings(
  donors: readonly InspectedDonor[],
  folder: string | null | undefined,
): readonly Finding[] {
  if (folder !== undefined) return []
  const first = donors.find(({ ref }) => ref.lora !== null)
  if (!first) return []
  const message = 'its adapter is merged into the model first, and no folder is named for that'
  return [makeFinding('lora-no-folder', { donor: first.name, message })]
}
