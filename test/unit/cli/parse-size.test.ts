import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { parseSize, parseWhole } from '../../../src/cli/parse-size.ts'
import { mergeDefaults } from '../../../src/core/bridge/merge.ts'
import {
  settingArguments,
  settingNames,
  settingSpecs,
  settingValues,
} from '../../../src/core/run/settings.ts'
import { commandTree } from '../../support/command-tree.ts'
import { repositoryRoot } from '../../support/python.ts'

test.each([
  ['512M', 512e6],
  ['5G', 5e9],
  ['5B', 5e9],
  ['1.5GB', 1.5e9],
  ['2GiB', 2 * 2 ** 30],
  ['1.5mib', 1.5 * 2 ** 20],
  ['4 KiB', 4096],
  ['1TiB', 2 ** 40],
  ['2TB', 2e12],
  ['1000', 1000],
])('reads %s', (text, bytes) => {
  expect(parseSize(text)).toBe(bytes)
})

test.each(['', '0', '-5G', 'five', '5X', '1e9', '5iB', '5BiB'])('refuses %j', (text) => {
  expect(() => parseSize(text)).toThrow('write a size such as 512M or 5G')
})

test('takes whole numbers only', () => {
  expect(parseWhole('42')).toBe(42)
  expect(() => parseWhole('4.2')).toThrow('whole number')
  expect(parseWhole('9007199254740991')).toBe(2 ** 53 - 1)
  expect(() => parseWhole('9007199254740993')).toThrow('up to 9007199254740991')
})

/** What Python is given where nobody says anything, as the options are called. */
const defaults = { ...mergeDefaults, threads: null }
const guide = readFileSync(join(repositoryRoot, 'docs', 'options.md'), 'utf8').split('\n')

test.each(['device', 'memory', 'threads', 'seed', 'shardSize'] as const)(
  'the form, --help and the guide name the one default of %s that there is',
  (name) => {
    const { flag, usual } = settingSpecs[name]
    const value = settingValues(new Map([[name, usual]]))[name]
    if (defaults[name] !== null) expect(value).toBe(defaults[name])
    const told = `(default: ${usual})`
    expect(
      commandTree()
        .get('run')!
        .options.find(({ long }) => long === flag)!.description,
    ).toContain(told)
    expect(guide.find((line) => line.includes(`run … ${flag}`))).toContain(`default: ${usual})`)
  },
)

const texts = [
  ...['auto', 'cpu', 'cuda', 'cuda:all', 'cuda:0', 'cuda:0,cuda:1', 'cuda:', 'cuda:0,', 'cuda:0,cpu', 'gpu'],
  ...['2G', '2GiB', '0', '1', '42', '4.2', '1e9', 'much', 'full', 'head:6379'],
]

test.each(settingNames)('screens and command line take and refuse the same values of %s', (name) => {
  for (const text of texts) {
    const run = commandTree()
      .get('run')!
      .exitOverride()
      .configureOutput({ writeErr: () => {} })
    const words = settingArguments(new Map([[name, text]]))
    const isTaken = settingSpecs[name].isValid(text)
    const parsed = () => run.parseOptions([...words])
    if (!isTaken) expect(parsed, text).toThrow()
    else {
      expect(parsed().unknown, text).toEqual([])
      const given = run.opts()[run.options.find(({ long }) => words[0] === long)!.attributeName()]
      const value = settingValues(new Map([[name, text]]))[name]
      expect(given === true ? 'auto' : given, text).toBe(value)
    }
  }
})
