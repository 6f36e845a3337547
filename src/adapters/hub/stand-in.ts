import { copyFile, link, open, realpath } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { isWeights } from '../../core/hub/select-files.ts'
import { readHeaderBytes } from '../donor/read-header.ts'
import { makeFolder } from '../files/write/make-folder.ts'
import type { HubClient } from './client.ts'
import type { DownloadPlan, PlannedFile } from './plan-download.ts'
import { remoteModelFiles } from './remote-model-files.ts'
import type { Listing } from './repository.ts'

/** Whether a folder can stand in for the model: the tensors of a pickle are not known before all of it is there. */
export const canBeStoodIn = ({ files }: DownloadPlan): boolean =>
  files.every(({ path }) => !isWeights(path) || path.endsWith('.safetensors'))

/**
 * Makes a folder that looks like a model of the Hub but for its values: of each weight file it has the real header
 * and, for the data, a hole of the real size. The small files lie in the cache already.
 */
export async function writeStandIn(
  client: HubClient,
  plan: DownloadPlan,
  listing: Listing,
  folder: string,
): Promise<void> {
  const remote = remoteModelFiles(client, plan.ref, listing)
  await Promise.all(
    plan.files.map(async (file) => {
      const target = join(folder, file.path)
      await makeFolder(dirname(target))
      if (isWeights(file.path)) await writeHollow(target, file, await readHeaderBytes(remote, file))
      else await lend(join(plan.folder, file.path), target)
    }),
  )
}

async function writeHollow(target: string, { size }: PlannedFile, header: Uint8Array): Promise<void> {
  const file = await open(target, 'wx')
  try {
    await file.writeFile(header)
    await file.truncate(size)
  } finally {
    await file.close()
  }
}

/** Under a second name where the file system allows it; no link, since what lies outside of a model is not its own. */
async function lend(source: string, target: string): Promise<void> {
  const real = await realpath(source)
  await link(real, target).catch(() => copyFile(real, target))
}
