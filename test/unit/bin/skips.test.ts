import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { needing, reasonFor } from '../../support/needs.ts'
import { repositoryRoot } from '../../support/python.ts'

const ways = [
  /\b(?:test|it|describe|suite|context|ctx)\.(?:skip|skipIf|runIf|todo)\b/,
  /\{[^{}]*\bskip\b[^{}]*\}\)\s*=>/,
  /\bskip: (?:true|!)/,
]

test('every skip goes through the one helper, which tells how to get what is missing', () => {
  const folder = join(repositoryRoot, 'test')
  const files = readdirSync(folder, { recursive: true }).map(String)
  const own = ['support/needs.ts', 'unit/bin/skips.test.ts']
  const lines = files
    .filter((file) => /\.tsx?$/.test(file) && !own.includes(file))
    .flatMap((file) => {
      const text = readFileSync(join(folder, file), 'utf8').split('\n')
      return text
        .filter((line) => ways.some((way) => way.test(line)))
        .map((line) => `${file}: ${line.trim()}`)
    })
  expect(lines).toEqual([])
})

test.each([
  "test.skip('x', () => {})",
  "describe.skipIf(noBrowser)('x', () => {})",
  "it('x', async ({ skip }) => {",
  "test('x', { skip: true }, () => {})",
  'if (missing) context.skip()',
])('the rule knows %s', (line) => {
  expect(ways.some((way) => way.test(line))).toBe(true)
})

test('a reason names the command, and is where the end of `npm test` takes it from', () => {
  expect(reasonFor('zsh')).toBe('this needs zsh: `apt install zsh`')
  for (const { meta, skip } of [needing('root'), needing('fish'), needing('Docker')])
    expect(meta?.skipped ?? '').toMatch(skip ? /^this needs .*: / : /^$/)
})
