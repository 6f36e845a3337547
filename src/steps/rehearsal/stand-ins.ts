import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { type HubAccessOptions, hubAccess } from '../../adapters/hub/access.ts'
import { openHubClient } from '../../adapters/hub/client.ts'
import { planDownload } from '../../adapters/hub/plan-download.ts'
import { canBeStoodIn, writeStandIn } from '../../adapters/hub/stand-in.ts'
import { MergescopeError } from '../../core/errors.ts'
import { isWeights } from '../../core/hub/select-files.ts'
import type { ModelPath } from '../../core/model-ref.ts'
import type { FoundModel } from '../common/local-config.ts'
import { fetchAll } from '../hub/download.ts'

export interface StandIns {
  /** In the order of the paths. */
  readonly models: readonly FoundModel[]
  /** Every model lies on this machine itself. */
  readonly areReal: boolean
}

/**
 * A folder for each model that is the model itself, where it lies on this machine, or looks like it but for its
 * values. The small files are fetched into the cache, where the download finds them.
 * @param scratch a folder for what is made up; whoever made it removes it
 * @returns null where a model cannot be stood in for
 */
export async function standIns(
  paths: readonly ModelPath[],
  hub: HubAccessOptions,
  scratch: string,
): Promise<StandIns | null> {
  const stop = new AbortController()
  const access = await hubAccess({
    ...hub,
    signal: hub.signal ? AbortSignal.any([hub.signal, stop.signal]) : stop.signal,
  })
  const client = openHubClient(access)
  try {
    const plans = await Promise.all(paths.map((path) => planDownload(client, path)))
    const absent = plans.filter(({ listing }) => listing !== null)
    if (!absent.every(canBeStoodIn)) return null
    const small = absent.map((plan) => ({
      ...plan,
      files: plan.files.filter(({ path }) => !isWeights(path)),
    }))
    await fetchAll({ client, plans: small, stop, outcomes: new Map() }, () => undefined)
    const models = plans.map(async (plan, at): Promise<FoundModel> => {
      if (plan.listing === null) return plan
      const folder = join(scratch, String(at))
      await mkdir(folder)
      await writeStandIn(client, plan, plan.listing, folder)
      return { ...plan, folder }
    })
    // All have ended before anybody removes the folder, whatever came of them.
    await Promise.allSettled(models)
    return { models: await Promise.all(models), areReal: absent.length === 0 }
  } finally {
    stop.abort(new MergescopeError('cancelled', 'cancelled'))
    await client.close()
  }
}
