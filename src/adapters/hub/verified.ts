import { readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type RepositoryFolders, verifiedName } from '../../core/hub/cache-layout.ts'
import { readOwn } from '../files/read/read-own.ts'
import { makeFolder } from '../files/write/make-folder.ts'
import type { DigestName } from './disk-protocol.ts'
import type { DiskWriter } from './disk-writer.ts'

/**
 * Whether a file in the cache has the bytes that its blob's name promises. Hashing 24 GB takes a while, so
 * a file that was found right is remembered by its size, times and inode, and hashed again when one differs.
 *
 * A download does not wait for the disk, so a power failure may still eat what was verified: a note counts
 * only in the boot in which it was written. What is found right in a later one is on the disk, and stays so.
 */
export async function isRight(
  disk: DiskWriter,
  folders: RepositoryFolders,
  target: string,
  expected: { readonly blob: string; readonly digest: DigestName; readonly size?: number },
  onHashed?: (bytes: number) => void,
): Promise<boolean> {
  const now = await fingerprint(target)
  if (expected.size !== undefined && now.size !== expected.size) return false
  const note = await readNote(folders, expected.blob)
  const isKnown = note?.file === now.text
  if (isKnown && (note.boot === null || note.boot === (await bootId()))) return true
  if ((await disk.check(target, expected.digest, onHashed)) !== expected.blob) return false
  await writeNote(folders, expected.blob, { file: now.text, boot: isKnown ? null : await bootId() })
  return true
}

/** Notes that a file, just written, was found right. */
export async function remember(folders: RepositoryFolders, target: string, blob: string): Promise<void> {
  await writeNote(folders, blob, { file: (await fingerprint(target)).text, boot: await bootId() })
}

interface Note {
  readonly file: string
  /** Null for what was read back after a restart of the machine. */
  readonly boot: string | null
}

async function readNote(folders: RepositoryFolders, blob: string): Promise<Note | null> {
  try {
    return JSON.parse(await readOwn(join(folders.locks, verifiedName(blob)))) as Note
  } catch {
    return null
  }
}

/** The note only saves time: a cache that is read-only goes without. */
async function writeNote(folders: RepositoryFolders, blob: string, note: Note): Promise<void> {
  try {
    await makeFolder(folders.locks)
    await writeFile(join(folders.locks, verifiedName(blob)), JSON.stringify(note))
  } catch {}
}

/** Names the time since the machine was started; null where the system does not tell, as outside Linux. */
const bootId = (): Promise<string | null> =>
  readFile('/proc/sys/kernel/random/boot_id', 'utf8').then(
    (text) => text.trim(),
    () => null,
  )

async function fingerprint(target: string): Promise<{ size: number; text: string }> {
  const { size, mtimeMs, ctimeMs, ino } = await stat(target)
  return { size, text: [size, mtimeMs, ctimeMs, ino].join(' ') }
}
