import { execFile } from 'node:child_process'
import { mkdtemp, realpath, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { mergekitCopy } from './mergekit-copy.ts'
import { repositoryRoot, testPython } from './python.ts'

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

/** What all merges of the tests start from: nobody changes it. */
export interface SharedLab {
  /** An interpreter whose mergekit is patched: to patch it takes as long as a small merge. */
  readonly python: string
  readonly donors: string
}

const variable = 'MERGESCOPE_TEST_LAB'

/** The one that was made for all test files; null where none was. */
export function sharedLab(): SharedLab | null {
  const text = process.env[variable]
  return text ? JSON.parse(text) : null
}

export async function makeDonors(folder: string): Promise<void> {
  await promisify(execFile)(testPython(), ['-c', donors, folder], {
    env: { ...process.env, PYTHONPATH: join(repositoryRoot, 'python') },
  })
}

/** Of vitest: once before all files; the processes that run them inherit the variable. */
export default async function setup(): Promise<() => Promise<void>> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'shared-lab-')))
  const [copy] = await Promise.all([mergekitCopy(testPython(), 'patched'), makeDonors(folder)])
  const shared: SharedLab = { python: copy.target.python, donors: folder }
  process.env[variable] = JSON.stringify(shared)
  return async () => {
    await copy.remove()
    await rm(folder, { recursive: true, force: true })
  }
}
