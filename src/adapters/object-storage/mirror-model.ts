import { join } from 'node:path'
import { z } from 'zod'
import { objectUri } from '../../core/object-uri.ts'
import { cacheFolder } from '../files/path/folders.ts'
import { askStorage, type ObjectStorage } from './ask.ts'

/** Folders of models by their addresses, and those that are being made: one run looks at each model once. */
export type Mirrors = Map<string, Promise<string>>

/**
 * A folder with the small files of a model in object storage and the headers of its weights, whose values are holes.
 * It lies in our cache, and there is another one as soon as an object is another.
 *
 * Throws `config-invalid` for no address, `file-unreadable`, `file-unwritable`, the errors of the environment.
 */
export async function mirrorModel(
  text: string,
  storage: ObjectStorage,
  mirrors: Mirrors = new Map(),
): Promise<string> {
  const uri = objectUri(text)
  const known = mirrors.get(uri)
  if (known) return known
  const made = askStorage(
    'mergescope.sources.mirror:answer_of',
    [uri, join(cacheFolder(storage.env), 'object-storage')],
    z.object({ folder: z.string() }),
    storage,
    uri,
  ).then(({ folder }) => folder)
  mirrors.set(uri, made)
  // What failed is asked again: the next time it may go better.
  made.catch(() => mirrors.delete(uri))
  return made
}
