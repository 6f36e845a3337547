import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { refuseToLieIn } from '../../../src/adapters/files/output/replaceable-folder.ts'
import { everywhere } from '../../../src/cli/options-everywhere.ts'
import { commandTree } from '../../support/command-tree.ts'
import { codeOf } from '../../support/patching.ts'
import { runInShell } from '../../support/shell.ts'

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'everywhere-'))
  await mkdir(join(folder, 'cache'))
})
afterAll(async () => rm(folder, { recursive: true }))

const tree = [...commandTree()].filter(
  ([, command]) => command.commands.length === 0 || command.options.length > 0,
)

describe.each(tree)('%s', (name) => {
  test('takes every option that means the same everywhere', async () => {
    for (const flags of [...everywhere, '--version']) {
      const [flag = '', value] = flags.split(', ').at(-1)!.split(' ')
      // The word too much, behind all else, ends every command before it begins.
      const argv = [...name.split(' '), flag, ...(value ? ['x'] : []), '--what-is-this']
      const { stderr, stdout } = await runInShell(argv, { HF_HUB_OFFLINE: '1' })
      if (flag !== '--version')
        expect([flag, stderr]).toEqual([flag, expect.stringContaining('--what-is-this')])
      else expect(stderr + stdout).not.toContain('unknown option "--version"')
    }
  })
})

/** A command line of every command that takes models, in which one of them is nowhere. */
const asked: Readonly<Record<string, readonly string[]>> = {
  inspect: ['inspect org/nowhere'],
  download: ['download org/nowhere', 'download org/nowhere --dry-run'],
  xray: [
    'xray . --base org/nowhere --donors .',
    'xray . --base . --donors org/nowhere',
    'xray org/nowhere --base . --donors .',
  ],
}
/** Commands that take models, and why they say something else. */
const others = new Map([
  ['run', 'takes a config, whose models make the merge impossible: exit code 3'],
  ['cache remove', 'says that there is nothing to remove, with or without the Hub'],
])

test('every command that takes models is among those that are tried', () => {
  const taking = [...commandTree()].filter(([, { registeredArguments, options }]) =>
    [...registeredArguments.map((each) => each.name()), ...options.map(({ flags }) => flags)].some((text) =>
      /\bmodel/.test(text),
    ),
  )
  expect(taking.map(([name]) => name).toSorted()).toEqual(
    [...Object.keys(asked), ...others.keys()].toSorted(),
  )
})

test.each(Object.values(asked).flat())('offline, `%s` ends as any other command does', async (line) => {
  const env = { ...process.env, HF_HUB_OFFLINE: undefined }
  const argv = [...line.split(' '), '--offline', '--cache', join(folder, 'cache')]
  const { code, stdout, stderr } = await runInShell(argv, env)
  expect([code, stdout + stderr]).toEqual([
    1,
    expect.stringMatching(/offline, and org\/nowhere is not in the cache/),
  ])
})

test('an output in a model that the run reads is refused, and leaves nothing there', async () => {
  const model = join(folder, 'model')
  await mkdir(join(model, 'sub'), { recursive: true })
  for (const inside of ['out', 'sub/out', 'sub', 'new/deeper/out'])
    expect(await codeOf(refuseToLieIn(join(model, inside), [model]))).toBe('output-exists')
  for (const outside of ['model-2', 'other/out']) await refuseToLieIn(join(folder, outside), [model])
  expect(await readdir(model)).toEqual(['sub'])
})
