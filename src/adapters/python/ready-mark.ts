import { rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { TorchBuild } from '../../core/setup/events.ts'
import { readOwn } from '../files/read/read-own.ts'

/** What a finished environment was made from. Written last: without it an environment is half-made. */
export interface ReadyMark {
  /** sha256 of the locks. */
  readonly lock: string
  /** sha256 of the lock of the tests' packages, when they are in it. */
  readonly tests: string | null
  /** sha256 of the lock of each optional part that is in it. */
  readonly ray?: string | null
  readonly 'object-storage'?: string | null
  readonly python: string
  /** `2.13.0+cpu`; null when the locks ask for no torch. */
  readonly torch: string | null
  readonly build: TorchBuild
}

/** Where the mark lies in an environment. */
export const markIn = (folder: string): string => join(folder, 'mergescope-ready.json')

export async function readMark(folder: string): Promise<ReadyMark | null> {
  try {
    return JSON.parse(await readOwn(markIn(folder))) as ReadyMark
  } catch {
    return null
  }
}

export async function removeMark(folder: string): Promise<void> {
  await rm(markIn(folder), { force: true })
}

export async function writeMark(folder: string, mark: ReadyMark): Promise<void> {
  const part = `${markIn(folder)}.${process.pid}`
  await writeFile(part, `${JSON.stringify(mark, null, 2)}\n`)
  await rename(part, markIn(folder))
}
