import { execFile } from 'node:child_process'
import { mkdtemp, readdir, realpath, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { type MergekitCopy, mergekitCopy } from './mergekit-copy.ts'
import { repositoryRoot } from './python.ts'

/** A folder with small donors, a config, and a pristine mergekit of its own that runs may patch. */
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

const donors = `
import sys
from pathlib import Path
from mergescope.demo.small import write_small
from mergescope.demo.model import Shape
folder = Path(sys.argv[1])
chatml = ["<|im_start|>", "<|im_end|>"]
shape = Shape(hidden=128, layers=4, heads=4, kv_heads=2, head_dim=32, intermediate=512)
for name, more in {
    "base": {},
    "full": {"added": chatml, "moved": 0.5, "toward": 1},
    "ghost": {"added": chatml, "rows": 512, "vocab_size": 512, "moved": 1.0, "toward": 2},
}.items():
    write_small(folder / name, shape=shape, **more)
`

export const mergeConfig = `merge_method: linear
base_model: donors/base
models:
  - {model: donors/base, parameters: {weight: 0.2}}
  - {model: donors/full, parameters: {weight: 0.4}}
  - {model: donors/ghost, parameters: {weight: 0.4}}
tokenizer: {source: union}
dtype: bfloat16
`

export async function mergeLab(): Promise<MergeLab> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'merge-lab-')))
  const copy: MergekitCopy = await mergekitCopy()
  const { python } = copy.target
  await promisify(execFile)(python, ['-c', donors, join(folder, 'donors')], {
    env: { ...process.env, PYTHONPATH: join(repositoryRoot, 'python') },
  })
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
      await copy.remove()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
