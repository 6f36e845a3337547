import { createHash } from 'node:crypto'
import { rm } from 'node:fs/promises'
import { basename, resolve } from 'node:path'
import { z } from 'zod'
import { stagingOf } from '../files/output/output-folder.ts'
import { askStorage, type ObjectStorage } from './ask.ts'

/**
 * The folder that a run takes for its output whose model goes to object storage: it works beside that one, in the
 * current folder, and never makes it.
 */
export function workPathOf(uri: string): string {
  const hash = createHash('sha256').update(uri).digest('hex').slice(0, 8)
  return resolve(`${basename(uri).slice(0, 60)}~${hash}`)
}

/** The file that keeps what was uploaded so far: beside the staging folder, since it tells even after `--discard` what is ours. */
export const uploadsOf = (output: string): string => `${stagingOf(output)}.uploads`

/** Once a model is whole, there is nothing that could be gone on with. */
export const forgetUploads = (output: string): Promise<void> => rm(uploadsOf(output), { force: true })

/**
 * Names of all that lies under an address, without what an interrupted run of ours has brought there.
 * @param write whether something can be written there is tried, too
 *
 * Throws `file-unwritable` and the errors of the environment.
 */
export async function lookAtTarget(
  uri: string,
  output: string,
  write: boolean,
  storage: ObjectStorage,
): Promise<readonly string[]> {
  const { names } = await askStorage(
    'mergescope.upload.listing:look',
    [uri, uploadsOf(output), write ? 'write' : ''],
    z.object({ names: z.array(z.string()) }),
    storage,
    uri,
  )
  return names
}

/** The first free address for an output that failed its checks: `OUT.failed`, `OUT.failed-2` … */
export async function addressForFailed(uri: string, output: string, storage: ObjectStorage): Promise<string> {
  for (let count = 1; ; count++) {
    const address = `${uri}.failed${count === 1 ? '' : `-${count}`}`
    if ((await lookAtTarget(address, output, false, storage)).length === 0) return address
  }
}
