import { cp, mkdtemp, readdir, realpath, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { lookAtInstall, type PatchTarget } from '../../src/adapters/patch/install.ts'
import { change } from './patching.ts'
import { testPython } from './python.ts'
import { environmentOver } from './python-environment.ts'

export interface MergekitCopy {
  /** The site-packages of the target's own environment, with a pristine mergekit and its metadata. */
  readonly site: string
  readonly version: string
  readonly target: PatchTarget
  remove(): Promise<void>
}

/** A copy of the mergekit of the tests' interpreter, to be changed at will; without the patch, or with it. */
export async function mergekitCopy(
  python = testPython(),
  state: 'pristine' | 'patched' = 'pristine',
): Promise<MergekitCopy> {
  const { seen } = await lookAtInstall({ python, env: process.env })
  if (!seen.mergekit?.version) throw new Error(`${python} has no mergekit: run \`mergescope setup\``)
  const { location, version } = seen.mergekit
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'mergekit-copy-')))
  const { python: own, site } = environmentOver(folder, python)
  const wanted = (await readdir(location)).filter((name) => /^mergekit(-.*\.dist-info)?$/.test(name))
  for (const name of wanted)
    await cp(join(location, name), join(site, name), {
      recursive: true,
      // With its bytecode, which is none to a Python that finds a source of another time.
      preserveTimestamps: true,
      filter: (path) => basename(path) !== 'lock',
    })
  const target = { python: own, env: process.env }
  // The managed environment may be patched by a run; its backup came along.
  await change(state === 'patched' ? 'apply' : 'revert', target)
  return { site, version, target, remove: () => rm(folder, { recursive: true, force: true }) }
}
