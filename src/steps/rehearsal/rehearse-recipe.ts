import { classChecksFolder } from '../../adapters/files/path/folders.ts'
import type { Rehearsal } from '../../core/contract/merge-plan.ts'
import { drain } from '../../core/drain.ts'
import { toMergescopeError } from '../../core/errors.ts'
import type { InspectedDonor } from '../../core/preflight/donor.ts'
import { refusedRehearsal } from '../../core/run/rehearsed.ts'
import { type InspectOptions, inspectStage } from '../inspect/inspect.ts'
import type { RehearseOptions } from './rehearse.ts'
import { rehearseInspection } from './rehearse-inspection.ts'

export interface RehearseRecipeOptions extends Omit<InspectOptions, 'target' | 'known' | 'signal'> {
  readonly text: string
  /** Donors that were read before: none is opened anew to inspect it. */
  readonly donors: readonly InspectedDonor[]
  readonly env: NodeJS.ProcessEnv
  readonly merge: RehearseOptions['merge']
  readonly signal: AbortSignal
}

/**
 * Rehearses a recipe as its run would. null where the inspection finds something against it already.
 *
 * Throws the errors of the environment, of the Hub, and `cancelled`.
 */
export async function rehearseRecipe({
  text,
  donors,
  merge,
  ...options
}: RehearseRecipeOptions): Promise<Rehearsal | null> {
  const { env, signal } = options
  const known = new Map(donors.map((donor) => [donor.key, donor]))
  const inspection = await drain(inspectStage({ ...options, target: { kind: 'text', text }, known }))
  const rehearsing = rehearseInspection(inspection, {
    env,
    hub: { env, signal },
    merge: { ...merge, classChecks: classChecksFolder(env) },
    signal,
  })
  try {
    return (await drain(rehearsing)).result.rehearsal ?? null
  } catch (thrown) {
    const error = toMergescopeError(thrown)
    // Such as a device that is not there: the run ends with it as well.
    if (error.code === 'usage') return refusedRehearsal(error)
    throw thrown
  }
}
