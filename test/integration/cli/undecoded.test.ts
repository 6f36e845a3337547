import { execFileSync, spawnSync } from 'node:child_process'
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Command } from 'commander'
import { beforeAll, expect, test } from 'vitest'
import { undecoded } from '../../../src/cli/undecoded.ts'
import { commandTree } from '../../support/command-tree.ts'
import { repositoryRoot } from '../../support/python.ts'
import { runInShell } from '../../support/shell.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

const { path } = temporaryFolder()
beforeAll(() => {
  mkdirSync(path('real\ufffd'))
  writeFileSync(path('real\ufffd', 'm.yml'), '')
})

/** Each place of each command that takes a text. */
const places = [...commandTree()].flatMap(([name, command]: [string, Command]) => [
  ...command.options
    .filter(({ required, optional }) => required || optional)
    .flatMap(({ long, short }) => [long, short])
    .filter((flag) => flag != null)
    .flatMap((flag) => [
      [...name.split(' '), flag, 'x/bad\ufffd'],
      [...name.split(' '), `${flag}=bad\ufffd`],
    ]),
  ...command.registeredArguments.map(() => [...name.split(' '), 'bad\ufffd']),
])

test('there are places in many commands', () => expect(places.length).toBeGreaterThan(100))

test.each(places.map((argv) => [argv]))('%j is refused before anything is looked at', async (argv) => {
  const { stderr, code } = await runInShell(argv, { ...process.env, HOME: path() })
  expect([code, stderr]).toEqual([2, expect.stringContaining('holds bytes that are not UTF-8')])
})

test('what is really called so can be used', () => {
  const real = path('real\ufffd')
  for (const word of [
    real,
    join(real, 'new'),
    join(real, 'm.yml'),
    `-o=${real}`,
    `--out=${join(real, 'new')}`,
  ])
    expect(undecoded(['run', word])).toBe(null)
  expect(undecoded(['run', join(real, 'new\ufffd')])).not.toBe(null)
})

test('bytes of a shell make no other folder', () => {
  execFileSync('mkdir', [path('work')])
  const line = `exec "${process.execPath}" "${join(repositoryRoot, 'bin', 'mergescope.mjs')}" demo "$(printf 'bad\\377')" --skip-stock`
  const { status, stderr } = spawnSync('sh', ['-c', line], { cwd: path('work'), encoding: 'utf8' })
  expect([status, stderr]).toEqual([2, expect.stringContaining('holds bytes that are not UTF-8')])
  expect(readdirSync(path('work'))).toEqual([])
})
