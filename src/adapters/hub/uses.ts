import { stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type RepositoryFolders, repositoryFolders, usesName } from '../../core/hub/cache-layout.ts'
import { readOwn } from '../files/read/read-own.ts'
import { makeFolder } from '../files/write/make-folder.ts'

/**
 * Notes that a run reads this commit, so that `mergescope cache` can say what still needs it. `outputs` are
 * the run's folders, absolute. Never fails: the note is a help, not a condition.
 */
export async function noteUse(
  cache: string,
  model: { readonly repository: string; readonly commit: string },
  outputs: readonly string[],
): Promise<void> {
  const folders = repositoryFolders(cache, model.repository)
  const known = await readNotes(folders, model.commit)
  const notes = [...new Set([...known, ...outputs])]
  if (notes.length === known.length) return
  try {
    await makeFolder(folders.locks)
    await writeFile(join(folders.locks, usesName(model.commit)), JSON.stringify(notes))
  } catch {}
}

/** The output folders of runs that read this commit, as far as they are still there. */
export async function readUses(folders: RepositoryFolders, commit: string): Promise<readonly string[]> {
  const outputs = await readNotes(folders, commit)
  const there = await Promise.all(outputs.map((output) => stat(output).catch(() => null)))
  return outputs.filter((_, index) => there[index] !== null)
}

async function readNotes(folders: RepositoryFolders, commit: string): Promise<readonly string[]> {
  try {
    const notes: unknown = JSON.parse(await readOwn(join(folders.locks, usesName(commit))))
    return Array.isArray(notes) ? notes.filter((note) => typeof note === 'string') : []
  } catch {
    return []
  }
}
