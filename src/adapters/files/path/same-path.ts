import { readdir, realpath, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { realOrSame } from './real-path.ts'

/** Folders of a model lie this deep at most; what is deeper is none of its files. */
const deepest = 3

/**
 * The first of the inputs that is a folder or lies in it, itself or with what its links lead to. Names do not decide,
 * since a bind mount or a disk that ignores case gives a folder several: device and inode do.
 */
export async function inputInside(folder: string, inputs: readonly string[]): Promise<string | null> {
  const own = await identity(folder)
  if (own === null) return null
  const below = await identitiesBelow(folder, deepest)
  for (const input of inputs) {
    const at = await identity(input)
    if (at !== null && below.has(at)) return input
    for (const path of [input, ...(await linksOf(input))])
      if ((await identitiesAround(await realOrSame(path))).has(own)) return input
  }
  return null
}

/** The first of the inputs that a folder lies in. */
export async function inputAround(folder: string, inputs: readonly string[]): Promise<string | null> {
  const own = await identity(folder)
  const around = await identitiesAround(folder)
  for (const input of inputs) {
    const at = await identity(input)
    if (at !== null && around.has(at)) return input
    if (own !== null && (await identitiesBelow(input, deepest)).has(own)) return input
  }
  return null
}

const identity = (path: string): Promise<string | null> =>
  stat(path, { bigint: true }).then(
    ({ dev, ino }) => `${dev}:${ino}`,
    () => null,
  )

/** Of a path and of every folder that it lies in. */
async function identitiesAround(path: string): Promise<Set<string>> {
  const identities = new Set<string>()
  for (let part = path; ; part = dirname(part)) {
    const own = await identity(part)
    if (own !== null) identities.add(own)
    if (part === dirname(part)) return identities
  }
}

/** Of the folders in a folder. */
async function identitiesBelow(folder: string, depth: number): Promise<Set<string>> {
  const identities = new Set<string>()
  if (depth === 0) return identities
  for (const entry of await readdir(folder, { withFileTypes: true }).catch(() => [])) {
    if (!entry.isDirectory()) continue
    const path = join(folder, entry.name)
    const own = await identity(path)
    if (own !== null) identities.add(own)
    for (const deeper of await identitiesBelow(path, depth - 1)) identities.add(deeper)
  }
  return identities
}

/** Where the links lead that lie in a folder. */
async function linksOf(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => [])
  const links = entries.filter((entry) => entry.isSymbolicLink())
  const targets = await Promise.all(links.map(({ name }) => realpath(join(folder, name)).catch(() => null)))
  return targets.filter((target) => target !== null)
}
