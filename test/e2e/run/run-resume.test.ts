import { execFile, spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { mergescope } from '../../support/cli.ts'
import { type MergeLab, mergeLab } from '../../support/merge-lab.ts'
import { repositoryRoot } from '../../support/python.ts'
import { mainArguments } from '../../support/terminal.ts'

const donors = `
import sys
from pathlib import Path
from mergescope.demo.model import Shape
from mergescope.demo.small import write_small
for name, toward in {"base": 0, "one": 1, "two": 2}.items():
    write_small(Path(sys.argv[1]) / name, shape=Shape(hidden=512, layers=8, intermediate=2048), moved=0.5 * (toward > 0), toward=toward)
`
const config = `merge_method: della
base_model: large/base
models:
  - {model: large/one, parameters: {weight: 0.5, density: 0.5, epsilon: 0.1}}
  - {model: large/two, parameters: {weight: 0.5, density: 0.5, epsilon: 0.1}}
dtype: bfloat16
`
let lab: MergeLab

beforeAll(async () => {
  lab = await mergeLab()
  await promisify(execFile)(lab.env.MERGESCOPE_PYTHON!, ['-c', donors, lab.path('large')], {
    env: { ...lab.env, PYTHONPATH: join(repositoryRoot, 'python') },
  })
  await lab.writeConfig('large.yml', config)
})
afterAll(() => lab?.remove())

const command = (output: string, ...more: string[]) => [
  ...['run', 'large.yml', '-o', output, '--apply-patch', '--out-shard-size', '4MB', ...more],
]
const run = (output: string, ...more: string[]) =>
  mergescope(command(output, ...more), { env: lab.env, cwd: lab.folder })

/** Sends SIGINT as soon as weights are being written; tells how it ended and what it said. */
async function interrupt(output: string) {
  const child = spawn(process.execPath, [...mainArguments, ...command(output, '--json')], {
    env: lab.env,
    cwd: lab.folder,
  })
  let said = ''
  for await (const data of child.stdout.setEncoding('utf8')) {
    said += data
    if (/"item":"(?:model|lm_head)\.[^"]*","done":[1-9]/.test(said) && !child.killed) child.kill('SIGINT')
  }
  const [code] = child.exitCode === null ? await once(child, 'exit') : [child.exitCode]
  return { code, said }
}

async function weights(folder: string) {
  const names = (await readdir(lab.path(folder))).filter((name) => name.endsWith('.safetensors')).sort()
  const hash = async (name: string) =>
    createHash('sha256')
      .update(await readFile(lab.path(join(folder, name))))
      .digest('hex')
  return Object.fromEntries(await Promise.all(names.map(async (name) => [name, await hash(name)])))
}

test('Ctrl-C keeps the work, says how to go on, and --resume gives the same bytes', async () => {
  expect((await run('whole')).code).toBe(0)
  const { code, said } = await interrupt('stopped')
  expect(code).toBe(130)
  expect(said).toMatch(/kept in [^\n]*mergescope run large\.yml -o stopped --resume[^\n]*--discard/)
  expect(existsSync(lab.path('stopped'))).toBe(false)

  const refused = await run('stopped')
  expect(refused.code).toBe(2)
  expect(refused.stderr).toMatch(/interrupted run[\s\S]*--resume[\s\S]*--discard/)

  const resumed = await run('stopped', '--resume')
  expect(resumed.stderr).toBe('')
  expect(resumed.code).toBe(0)
  expect(await weights('stopped')).toEqual(await weights('whole'))
  expect(Object.keys(await weights('whole')).length).toBeGreaterThan(3)
})

test('nothing is resumed after the config has changed, and --discard starts anew', async () => {
  expect((await interrupt('changed')).code).toBe(130)
  await lab.writeConfig('large.yml', config.replace('density: 0.5', 'density: 0.6'))
  const refused = await run('changed', '--resume')
  expect(refused.code).toBe(2)
  expect(refused.stderr).toMatch(/changed: .*config/)
  expect((await run('changed', '--discard')).code).toBe(0)
  expect(await lab.left()).not.toContain('.changed.mergescope')
})
