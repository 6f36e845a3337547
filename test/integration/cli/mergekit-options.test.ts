import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { Option } from 'commander'
import { expect, test } from 'vitest'
import { mergekitOptions } from '../../../src/cli/mergekit-options.ts'
import { testPython } from '../../support/python.ts'
import { runInShell } from '../../support/shell.ts'

const script = fileURLToPath(new URL('../../support/mergekit_options.py', import.meta.url))
const installed: readonly (readonly [name: string, takesValue: boolean])[] = JSON.parse(
  execFileSync(testPython(), [script], { encoding: 'utf8' }),
)
/** Values that an option takes; everything else takes a number. */
const values: Readonly<Record<string, string>> = {
  '--lora-merge-dtype': 'float32',
  '--device': 'cpu',
  '--out-shard-size': '5B',
}
const rows = Object.entries(mergekitOptions).flatMap(([flags, taken]) => {
  const { short, long } = new Option(flags)
  return [short, long].flatMap((name) => (name ? [[name, taken] as const] : []))
})
const taken = new Map([['-v', mergekitOptions['--verbose']!] as const, ...rows])

const run = (...words: string[]) => runInShell(['run', 'not/there.yml', ...words], process.env)

test('the table has every option that the installed mergekit has', () => {
  expect(installed.map(([name]) => name).filter((name) => !taken.has(name))).toEqual([])
  expect(installed.length).toBeGreaterThan(30)
})

test.each(installed)('%s is taken, or refused with what to do instead', async (name, takesValue) => {
  const { stderr, code } = await run('out', name, ...(takesValue ? [values[name] ?? '4'] : []))
  const { how } = taken.get(name)!
  expect(code).toBe(2)
  // One that is taken lets the run come as far as the config, which is not there.
  expect(stderr).toMatch(
    how === 'refused' ? /^error: --no-\S+ is not possible: .*\nhint: leave it out/ : /not\/there\.yml/,
  )
  expect(stderr.includes('note: ')).toBe(how === 'nothing')
})

test('the output may be named as mergekit-yaml takes it, once', async () => {
  expect((await run('out')).stderr).toContain('not/there.yml')
  expect((await run('out', '-o', 'out')).stderr).toContain('not/there.yml')
  expect((await run('out', '-o', 'other')).stderr).toMatch(/^error: two outputs are named: out and other\n/)
  expect((await run()).stderr).toMatch(/^error: .*\nhint: name a folder: mergescope run CONFIG -o OUT/)
})
