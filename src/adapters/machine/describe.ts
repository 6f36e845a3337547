import { stat } from 'node:fs/promises'
import { availableParallelism, totalmem } from 'node:os'
import { dirname } from 'node:path'
import process from 'node:process'
import type { Machine } from '../../core/preflight/estimate.ts'
import { freeBytes } from '../files/path/space.ts'

/** Disk, memory and cores that a merge could use; the folders need not exist yet. */
export async function describeMachine(
  output: string,
  cache: string,
): Promise<Machine & { readonly memoryBytes: number }> {
  const [outputFreeBytes, cacheFreeBytes, outputDisk, cacheDisk] = await Promise.all([
    freeBytes(output),
    freeBytes(cache),
    diskOf(output),
    diskOf(cache),
  ])
  const limit = process.constrainedMemory()
  return {
    outputFreeBytes,
    cacheFreeBytes,
    sameDisk: outputDisk !== null && outputDisk === cacheDisk,
    memoryBytes: limit > 0 ? Math.min(limit, totalmem()) : totalmem(),
    cores: availableParallelism(),
  }
}

async function diskOf(path: string): Promise<number | null> {
  for (let folder = path; ; folder = dirname(folder)) {
    const info = await stat(folder).catch(() => null)
    if (info) return info.dev
    if (folder === dirname(folder)) return null
  }
}
