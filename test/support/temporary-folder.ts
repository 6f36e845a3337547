import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach } from 'vitest'

/**
 * A folder of the test file's own: `path(name, …)` is a path in it. Removed when the file is done.
 * @param kept a folder of whoever runs the tests, who goes on with what is made in it
 */
export function temporaryFolder(kept?: string): { path(...parts: string[]): string } {
  let folder = kept ?? ''
  beforeAll(async () => {
    folder ||= await mkdtemp(join(tmpdir(), 'mergescope-'))
  })
  afterAll(() => (kept ? undefined : rm(folder, { recursive: true, force: true })))
  return { path: (...parts) => join(folder, ...parts) }
}

/** The same, and empty for each test. */
export function folderPerTest(): { path(...parts: string[]): string } {
  const { path } = temporaryFolder()
  let count = 0
  beforeEach(() => mkdir(path(String(++count))).then(() => undefined))
  return { path: (...parts) => path(String(count), ...parts) }
}
