import { mkdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type RepositoryFolders, verifiedName } from '../../core/hub/cache-layout.ts'
import type { DiskLane } from './disk-lane.ts'
import type { DigestName } from './disk-protocol.ts'

/**
 * Whether a file in the cache has the bytes that its blob's name promises. Hashing 24 GB takes a while, so
 * a file that was found right is remembered by its size, time and inode, and hashed again when one differs.
 */
export async function isRight(
  lane: DiskLane,
  folders: RepositoryFolders,
  place: string,
  expected: { readonly blob: string; readonly digest: DigestName; readonly size?: number },
  onHashed?: (bytes: number) => void,
): Promise<boolean> {
  const marker = join(folders.locks, verifiedName(expected.blob))
  const now = await fingerprint(place)
  if (expected.size !== undefined && now.size !== expected.size) return false
  if ((await readFile(marker, 'utf8').catch(() => null)) === now.text) return true
  if ((await lane.check(place, expected.digest, onHashed)) !== expected.blob) return false
  await remember(folders, place, expected.blob)
  return true
}

/** Notes that a file was found right. The note only saves time: a cache that is read-only goes without. */
export async function remember(folders: RepositoryFolders, place: string, blob: string): Promise<void> {
  try {
    await mkdir(folders.locks, { recursive: true })
    await writeFile(join(folders.locks, verifiedName(blob)), (await fingerprint(place)).text)
  } catch {}
}

async function fingerprint(place: string): Promise<{ size: number; text: string }> {
  const { size, mtimeMs, ctimeMs, ino } = await stat(place)
  return { size, text: JSON.stringify({ size, mtimeMs, ctimeMs, ino }) }
}
