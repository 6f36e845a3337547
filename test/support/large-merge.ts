import { execFile, spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect } from 'vitest'
import { type Finished, mergescope } from './cli.ts'
import { type MergeLab, mergeLab } from './merge-lab.ts'
import { repositoryRoot } from './python.ts'
import { mainArguments } from './terminal.ts'

const donors = `
import sys
from pathlib import Path
from mergescope.demo.model import Shape
from mergescope.demo.small import write_small
for name, toward in {"base": 0, "one": 1, "two": 2}.items():
    write_small(Path(sys.argv[1]) / name, shape=Shape(hidden=512, layers=4, intermediate=2048), moved=0.5 * (toward > 0), toward=toward)
`
export const largeConfig = `merge_method: della
base_model: large/base
models:
  - {model: large/one, parameters: {weight: 0.5, density: 0.5, epsilon: 0.1}}
  - {model: large/two, parameters: {weight: 0.5, density: 0.5, epsilon: 0.1}}
dtype: bfloat16
`
/** What runs of the large merge are told beside the config and the output. */
export const largeOptions = ['--apply-patch', '--out-shard-size', '4MB'] as const

/** A lab whose merge of `large.yml` takes long enough to be stopped in the middle, and has many shards. `whole` is one. */
export interface LargeMerge extends MergeLab {
  run(output: string, ...more: string[]): Promise<Finished>
  /** Runs a merge; `meddle` happens once a shard is whole. */
  meddled(output: string, meddle: (pid: number) => unknown, ...more: string[]): Promise<Finished>
  /** sha256 of each weight file. */
  weights(folder: string): Promise<Readonly<Record<string, string>>>
}

export async function largeMerge(): Promise<LargeMerge> {
  const lab = await mergeLab('patched')
  const { env, folder: cwd } = lab
  await promisify(execFile)(env.MERGESCOPE_PYTHON!, ['-c', donors, lab.path('large')], {
    env: { ...env, PYTHONPATH: join(repositoryRoot, 'python') },
  })
  await lab.writeConfig('large.yml', largeConfig)
  const command = (output: string, more: string[]) => [
    ...['run', 'large.yml', '-o', output, ...largeOptions, ...more],
  ]
  const run = (output: string, ...more: string[]) => mergescope(command(output, more), { env, cwd })
  expect((await run('whole')).code).toBe(0)
  return {
    ...lab,
    run,
    meddled: async (output, meddle, ...more) => {
      const child = spawn(process.execPath, [...mainArguments, ...command(output, more)], { env, cwd })
      const said = { stdout: '', stderr: '' }
      for (const name of ['stdout', 'stderr'] as const)
        child[name].setEncoding('utf8').on('data', (text: string) => {
          said[name] += text
        })
      const closed = once(child, 'close')
      const isThere = async () =>
        (await readdir(lab.path(`.${output}.mergescope`)).catch(() => [])).some((name) =>
          name.endsWith('.safetensors'),
        )
      while (child.exitCode === null && !(await isThere()))
        await new Promise((settle) => setTimeout(settle, 5))
      if (child.exitCode === null) await meddle(child.pid!)
      const [code, signal] = (await closed) as [number | null, NodeJS.Signals | null]
      return { code, signal, ...said }
    },
    weights: async (folder) => {
      const names = (await readdir(lab.path(folder))).filter((name) => name.endsWith('.safetensors')).sort()
      const hash = async (name: string) =>
        createHash('sha256')
          .update(await readFile(lab.path(join(folder, name))))
          .digest('hex')
      return Object.fromEntries(await Promise.all(names.map(async (name) => [name, await hash(name)])))
    },
  }
}
