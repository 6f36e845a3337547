import { chmod, readdir, readFile, rm, rmdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type PatchJournal, patchJournal } from '../../core/patch/journal.ts'
import { readOwn } from '../files/read/read-own.ts'
import { makeFolder } from '../files/write/make-folder.ts'
import { sha256Of } from './patch-files.ts'
import { giveTo, removeFile, replaceFile } from './replace-file.ts'
import { unlinkIfThere } from './unlink.ts'

/** Lies inside the package, so that it goes where the package goes: into an image, a copied environment. */
export const stateFolder = (location: string): string => join(location, 'mergekit', '.mergescope')

const journalName = 'journal.json'
const lockName = 'lock'
const journalPath = (location: string) => join(stateFolder(location), journalName)
export const lockPath = (location: string): string => join(stateFolder(location), lockName)
const backupFolder = (location: string) => join(stateFolder(location), 'backup')
export const backupPath = (location: string, sha256: string): string => join(backupFolder(location), sha256)

/** The package's own first file lends its mode and owner to everything that is written beside it. */
export const modelOf = (location: string) => join(location, 'mergekit', '__init__.py')

/** Null where there is none, or none that can be understood: the files' hashes then decide alone. */
export async function readJournal(location: string): Promise<PatchJournal | null> {
  try {
    return patchJournal.parse(JSON.parse(await readOwn(journalPath(location))))
  } catch {
    return null
  }
}

/** The sha256 of every backup that still has the bytes that its name promises. */
export async function readBackups(location: string): Promise<string[]> {
  const names = await readdir(backupFolder(location)).catch(() => [])
  const whole: string[] = []
  for (const name of names) {
    const bytes = await readFile(backupPath(location, name)).catch(() => Buffer.alloc(0))
    if (sha256Of(bytes) === name) whole.push(name)
  }
  return whole
}

export async function writeJournal(location: string, journal: PatchJournal): Promise<void> {
  await makeFolder(backupFolder(location))
  for (const folder of [stateFolder(location), backupFolder(location)]) {
    // Whatever the umask: others must be able to see how things stand.
    await chmod(folder, 0o755)
    await giveTo(folder, modelOf(location))
  }
  // An editable install lies in a checkout, and git should not offer to commit this folder.
  await writeFile(join(stateFolder(location), '.gitignore'), '*\n')
  const text = `${JSON.stringify(journal, null, 2)}\n`
  await replaceFile(journalPath(location), Buffer.from(text), modelOf(location))
}

export async function writeBackup(location: string, sha256: string, bytes: Uint8Array): Promise<void> {
  await replaceFile(backupPath(location, sha256), bytes, modelOf(location))
}

export async function dropBackups(location: string, keep: readonly string[]): Promise<void> {
  for (const name of await readdir(backupFolder(location)).catch(() => []))
    if (!keep.includes(name)) await removeFile(backupPath(location, name))
}

/** Forgets an install. The journal goes first, so that what is left after a crash means nothing. */
export async function dropJournal(location: string): Promise<void> {
  await unlinkIfThere(journalPath(location))
  for (const name of await namesIn(stateFolder(location)))
    if (name !== lockName) await rm(join(stateFolder(location), name), { recursive: true, force: true })
}

/**
 * Leaves no folder behind where there is nothing to remember: the last act of whoever holds the lock, for the
 * moment the lock's file is gone the next in line may hold a new one, in a folder that is then theirs.
 */
export async function dropEmptyState(location: string): Promise<void> {
  const folder = stateFolder(location)
  if ((await namesIn(folder)).includes(journalName)) return
  await dropJournal(location)
  await unlinkIfThere(join(folder, lockName))
  await rmdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOTEMPTY' && error.code !== 'ENOENT') throw error
  })
}

const namesIn = (folder: string): Promise<string[]> => readdir(folder).catch(() => [])
