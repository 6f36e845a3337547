import { spawnSync } from 'node:child_process'
import { mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs'
import type { Command, Option } from 'commander'
import { beforeAll, describe, expect, test } from 'vitest'
import { pathKind } from '../../../src/cli/path-options.ts'
import { commandTree } from '../../support/command-tree.ts'
import { skipWithout } from '../../support/needs.ts'
import { repositoryRoot, testPython } from '../../support/python.ts'
import { makeReadOnly } from '../../support/read-only.ts'
import { runInShell } from '../../support/shell.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

/** What each command needs beside the path: nothing of it has to be there, since the path is looked at first. */
const words: Readonly<Record<string, readonly string[]>> = {
  run: ['config.yml'],
  inspect: ['config.yml'],
  download: ['org/none'],
  'cache remove': ['org/none', '--yes'],
  xray: ['./model', '--donors', './one', './two'],
  verify: ['./model'],
  report: ['./model'],
  demo: ['--skip-stock'],
}

/** Every option of every command that names a path to be written. */
const options: readonly (readonly [string, Option])[] = [...commandTree()].flatMap(
  ([name, command]: [string, Command]) =>
    [...command.options, ...(command.parent?.options ?? [])]
      .filter(({ flags }) => /<(dir|file)>/.test(flags))
      .map((option) => [name, option] as const),
)

const { path } = temporaryFolder()
const env = () => ({
  ...process.env,
  HOME: path('home'),
  XDG_DATA_HOME: path('home'),
  HF_HUB_OFFLINE: '1',
  MERGESCOPE_PYTHON: testPython(),
})
beforeAll(() => {
  mkdirSync(path('home'))
  mkdirSync(path('closed'))
  writeFileSync(path('file'), 'x')
  symlinkSync('/not/there/at/all', path('dangling'))
  symlinkSync('circle', path('circle'))
  symlinkSync('file', path('link-to-file'))
  process.chdir(path())
})

test('every option that names a path to be written is one that is looked at', () => {
  expect(options.length).toBeGreaterThan(8)
  expect(
    options.filter(([, option]) => pathKind(option) === null).map(([name, { flags }]) => `${name} ${flags}`),
  ).toEqual([])
})

/** What people write who mean something in object storage, or on another system; secrets among it are not repeated. */
const addresses = [
  ...['s3:/bucket/x', 'S3://bucket/x', 's3:bucket/x', 's3a://bucket/x', 'gcs://bucket/x', 's3://bucket'],
  ...['s3://key:hidden@bucket/x', 'az://box/x?sig=hidden', 'abfss://hidden@account/x', 's3:hidden/x'],
  ...['hf://org/x', 'https://hidden@host/x', 'file://host/x', 'file:/x', 'C:\\models\\x', '\\\\host\\x'],
]
const paths = [
  ...addresses,
  '',
  ' ',
  'file/x',
  'dangling',
  'dangling/x',
  'circle',
  'circle/x',
  '/proc/x',
  'n'.repeat(300),
]
const ofKind = {
  fill: ['file', 'link-to-file', 'closed/x'],
  use: ['file', 'link-to-file'],
  make: ['file', 'link-to-file', 'closed/x'],
  write: ['home', 'home/', '.', 'not/there.html', 'closed/x'],
}
/** What may be looked at, and is only written where it has to be. */
const isFine = (kind: string, path: string) => kind === 'use' && path === '/proc/x'

describe.each(options.map(([name, option]) => [`${name} ${option.long}`, name, option] as const))(
  '%s',
  (_, name, option) => {
    const kind = pathKind(option)!
    test('says of every bad path why it cannot be used, in one sentence, and does nothing', async (context) => {
      const undo = await makeReadOnly(path('closed'))
      if (undo === null) return skipWithout('folders that root cannot write to', context)
      try {
        const before = readdirSync(path()).sort()
        // A report is a page or a document, not both.
        for (const path of [...paths, ...ofKind[kind]].filter((each) => !isFine(kind, each)))
          for (const json of kind === 'write' ? [[]] : [[], ['--json']]) {
            const argv = [...name.split(' '), ...(words[name] ?? []), option.long!, path, ...json]
            const { code, stderr, stdout } = await runInShell(argv, env())
            expect([argv, code]).toEqual([argv, 2])
            expect(stderr).toMatch(/^error: [^\n]+\nhint: [^\n]+\n$/)
            expect(stderr).not.toMatch(/\bE[A-Z]{3,}\b|internal|report it|hidden/)
            if (json.length > 0)
              expect([argv, stdout]).toEqual([argv, expect.stringContaining('"path-unusable"')])
          }
        expect(readdirSync(path()).sort()).toEqual(before)
      } finally {
        await undo()
      }
    })
  },
)

test.each(['inspect c.yml --json', 'run c.yml -o out', '--version', ''])(
  'a current folder that is gone is told: %s',
  (line) => {
    const argv = line.split(' ').filter((word) => word !== '')
    const gone = 'mkdir "$0" && cd "$0" && rmdir "$0" && exec "$@"'
    const command = [process.execPath, `${repositoryRoot}/bin/mergescope.mjs`, ...argv]
    const { status, stdout, stderr } = spawnSync('sh', ['-c', gone, path('gone'), ...command], {
      encoding: 'utf8',
    })
    expect([status, stderr]).toEqual([
      2,
      'error: the current folder is not there any more\nhint: change into a folder that is there\n',
    ])
    if (argv.includes('--json')) expect(JSON.parse(stdout).error.code).toBe('path-unusable')
  },
)
