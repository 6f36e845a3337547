import { cp, mkdtemp, readdir, realpath, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { mergekitCopy } from './mergekit-copy.ts'
import { testPython } from './python.ts'
import { makeDonors, sharedLab } from './shared-lab.ts'

/** A folder with small donors, a config, and a mergekit that is patched, or of its own and pristine. */
export interface MergeLab {
  readonly folder: string
  readonly config: string
  /** Environment for the command line: this lab's mergekit, no network. */
  readonly env: NodeJS.ProcessEnv
  path(name: string): string
  /** Everything in the folder, hidden names too, without the lab's own files. */
  left(): Promise<readonly string[]>
  writeConfig(name: string, text: string): Promise<string>
  remove(): Promise<void>
}

export const mergeConfig = `merge_method: linear
base_model: donors/base
models:
  - {model: donors/base, parameters: {weight: 0.2}}
  - {model: donors/full, parameters: {weight: 0.4}}
  - {model: donors/ghost, parameters: {weight: 0.4}}
tokenizer: {source: union}
dtype: bfloat16
`

/** Seconds of work over small donors, so that no machine is done before it is looked at. */
export const slowConfig = `merge_method: karcher
models: [{model: donors/base}, {model: donors/full}, {model: donors/ghost}]
tokenizer: {source: union}
parameters: {max_iter: 60, tol: 1.0e-30}
dtype: bfloat16
`

/** @param mergekit `pristine`: of the lab alone and without the patch, which runs may then apply; `patched`: of all files */
export async function mergeLab(mergekit: 'patched' | 'pristine' = 'pristine'): Promise<MergeLab> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'merge-lab-')))
  const shared = sharedLab()
  const copy = mergekit === 'pristine' || !shared ? await mergekitCopy(testPython(), mergekit) : null
  const python = copy?.target.python ?? shared!.python
  const donors = join(folder, 'donors')
  if (shared) await cp(shared.donors, donors, { recursive: true, preserveTimestamps: true })
  else await makeDonors(donors)
  const path = (name: string) => join(folder, name)
  const writeConfig = async (name: string, text: string) => {
    await writeFile(path(name), text)
    return name
  }
  const config = await writeConfig('merge.yml', mergeConfig)
  return {
    folder,
    config,
    env: { ...process.env, MERGESCOPE_PYTHON: python, HF_HUB_OFFLINE: '1' },
    path,
    left: async () => (await readdir(folder)).filter((name) => name !== 'donors' && !name.endsWith('.yml')),
    writeConfig,
    remove: async () => {
      await copy?.remove()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
