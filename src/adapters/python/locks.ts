import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { packageRoot } from '../files/path/folders.ts'

/** Where the lock files lie: `python/` of a checkout and of the package. */
export const requirementsFolder = join(packageRoot, 'python')

export interface Locks {
  readonly pip: string
  readonly packages: string
  readonly torch: string
  readonly tests: string
  readonly ray: string
  readonly 'object-storage': string
}

export function locksIn(folder: string, name = 'requirements'): Locks {
  return {
    pip: join(folder, 'requirements-pip.lock'),
    packages: join(folder, `${name}.lock`),
    torch: join(folder, 'requirements-torch.txt'),
    tests: join(folder, 'requirements-test.lock'),
    ray: join(folder, 'requirements-ray.lock'),
    'object-storage': join(folder, 'requirements-object-storage.lock'),
  }
}

/** sha256 over files, in this order: what was made from them needs no change while it is equal. */
export async function fingerprint(files: readonly string[]): Promise<string> {
  const hash = createHash('sha256')
  for (const file of files) hash.update(await readFile(file))
  return hash.digest('hex')
}

/** The one pin of requirements-torch.txt, as `2.13.0`; null when nothing is pinned there. */
export async function torchVersion(file: string): Promise<string | null> {
  return /^torch==(\S+)/m.exec(await readFile(file, 'utf8'))?.[1] ?? null
}

/** A folder of wheels that came with the package; set-up looks there before it asks an index. */
export function bundledWheels(): string | null {
  const folder = join(packageRoot, 'wheels')
  return existsSync(folder) ? folder : null
}

/** Names of the files in every folder that pip is told to look in (PIP_FIND_LINKS) and in the bundled one. */
export async function localWheels(env: NodeJS.ProcessEnv): Promise<string[]> {
  const folders = [...(env.PIP_FIND_LINKS ?? '').split(/\s+/), bundledWheels() ?? ''].filter(Boolean)
  const lists = await Promise.all(folders.map((folder) => readdir(folder).catch(() => [])))
  return lists.flat().filter((name) => name.endsWith('.whl'))
}
