import { join } from 'node:path'
import { z } from 'zod'
import { cacheFolder } from '../files/path/folders.ts'
import { askStorage, type ObjectStorage } from './ask.ts'

/**
 * A copy of one small object, in our cache. Throws `file-unreadable`, `donor-changed` where there is none, and the errors
 * of the environment.
 */
export async function copySmallFile(uri: string, storage: ObjectStorage): Promise<string> {
  const cache = join(cacheFolder(storage.env), 'object-storage')
  const { file } = await askStorage(
    'mergescope.sources.mirror:copy_of',
    [uri, cache],
    z.object({ file: z.string() }),
    storage,
    uri,
  )
  return file
}
