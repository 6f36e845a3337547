import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { repositoryRoot } from '../support/python.ts'

const run = promisify(execFile)
let folder: string
let script: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mergescope-completion-'))
  const main = join(repositoryRoot, 'bin', 'mergescope.mjs')
  const { stdout } = await run(process.execPath, [main, 'completion', 'bash'])
  script = join(folder, 'completion.bash')
  await writeFile(script, stdout)
  await writeFile(join(folder, 'config.yml'), '')
})
afterAll(() => rm(folder, { recursive: true, force: true }))

/** What a real bash offers for the last word. */
async function offers(...words: string[]): Promise<string[]> {
  const list = ['mergescope', ...words].map((word) => `'${word}'`).join(' ')
  const ask = `source ${script}; COMP_WORDS=(${list}); COMP_CWORD=${words.length}; _mergescope; printf '%s\\n' "\${COMPREPLY[@]}"`
  const { stdout } = await run('bash', ['-c', ask], { cwd: folder })
  return stdout.split('\n').filter((line) => line !== '')
}

it('offers commands, subcommands, options, their values and files', async () => {
  expect(await offers('in')).toEqual(['inspect'])
  expect(await offers('patch', 'ap')).toEqual(['apply'])
  expect(await offers('patch', 'apply', '--dry')).toEqual(['--dry-run'])
  expect(await offers('inspect', '--mergekit', '')).toEqual(['0.1.4', '0.1.5'])
  expect(await offers('run', 'conf')).toEqual(['config.yml'])
})
