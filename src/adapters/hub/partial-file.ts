import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { partName, type RepositoryFolders, validatorName } from '../../core/hub/cache-layout.ts'
import type { HubFile } from '../../core/hub/listing.ts'
import { readOwn } from '../files/read/read-own.ts'
import type { HubClient } from './client.ts'
import type { DiskWriter } from './disk-writer.ts'
import type { FetchJob, FetchReport } from './fetch-job.ts'
import { streamBody, type Validator } from './file-body.ts'

/** A partial file and its writer: how far it is, and where its bytes came from. */
export async function openPartial(
  disk: DiskWriter,
  folders: RepositoryFolders,
  file: HubFile,
  report: FetchReport['position'],
) {
  const part = join(folders.blobs, partName(file.blob))
  const validatorFile = join(folders.blobs, validatorName(file.blob))
  const open = () => disk.open(part, file.digest, file.size, (bytes) => report(bytes, 'checking'))
  const position = await open()
  const partial = {
    position,
    /** Bytes that were there before this process came. */
    resumedAt: position,
    validator: await readValidator(validatorFile),

    async reopen(): Promise<void> {
      partial.position = partial.resumedAt = await open()
      partial.validator = null
    },

    async startOver(): Promise<void> {
      await disk.restart()
      partial.position = partial.resumedAt = 0
      partial.validator = null
    },

    /** Fetches all that is missing, in one request. */
    async fill(client: HubClient, { repository, commit }: FetchJob): Promise<void> {
      report(partial.position, 'downloading')
      if (partial.position === file.size) return
      const { position: offset, validator } = partial
      await streamBody(
        client,
        { repository, commit, file, offset, end: file.size, validator },
        async (start) => {
          if (start.position !== partial.position) await partial.startOver()
          if (start.validator && start.validator.etag !== partial.validator?.etag)
            await writeFile(validatorFile, JSON.stringify(start.validator))
          partial.validator = start.validator
        },
        async (bytes) => {
          await disk.write(bytes)
          partial.position += bytes.length
          report(partial.position, 'downloading')
        },
      )
    },
  }
  return partial
}

async function readValidator(target: string): Promise<Validator | null> {
  try {
    const { origin, etag } = JSON.parse(await readOwn(target)) as Partial<Validator>
    return typeof origin === 'string' && typeof etag === 'string' ? { origin, etag } : null
  } catch {
    return null
  }
}
