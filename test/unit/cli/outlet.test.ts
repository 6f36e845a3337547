import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { colour, drawn, emptyLine, outlet } from '../../../src/cli/outlet.ts'
import { makePaint } from '../../../src/cli/render/paint.ts'
import { jsonText } from '../../../src/core/json/json-text.ts'
import { columnsOf } from '../../../src/core/text/layout.ts'
import { repositoryRoot } from '../../support/python.ts'

const strange = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc
    .array(
      fc.constantFrom(
        '\u001b[35m',
        '\u001b[',
        '\u001b]0;t\u0007',
        '\u009b2J',
        '\r',
        '\b',
        '\u0000',
        '\u202e',
        '\n',
        'a',
        '\u0301',
        '1;2K',
      ),
    )
    .map((parts) => parts.join('')),
)

test('nothing of a stranger gets through but lines of printable text, and all colours of ours do', () => {
  const paint = makePaint(true)
  fc.assert(
    fc.property(strange, strange, (before, inside) => {
      const text = drawn(`${before}${paint.red(inside)}`)
      expect(text.match(/\u001b\[\d*m/g)).toEqual(['\u001b[31m', '\u001b[39m'])
      expect(text.replace(/\u001b\[3[19]m/g, '')).not.toMatch(/(?!\r?\n)[\p{C}\p{Zl}\p{Zp}]/u)
      expect(drawn(paint.green('✓ done'))).toBe('\u001b[32m✓ done\u001b[39m')
    }),
  )
})

test('our own colours take no columns, and an emptied line begins at its start', () => {
  expect(columnsOf(`${colour('31')}four${colour('39')}`)).toBe(4)
  expect(drawn(`${emptyLine}next`)).toBe('\r\u001b[Knext')
})

test('an outlet is the stream in all but what it writes', () => {
  const stream = Object.assign(new PassThrough(), {
    isTTY: true,
    columns: 77,
  }) as unknown as NodeJS.WriteStream
  const guarded = outlet(stream)
  guarded.write('a\u001b[2Jb\r\n')
  guarded.write(Buffer.from('\u009bc'))
  expect((stream as unknown as PassThrough).read().toString()).toBe('a\\u{1b}[2Jb\r\n\\u{9b}c')
  expect([guarded.isTTY, guarded.columns]).toEqual([true, 77])
})

test('JSON holds the same value, without a character that a terminal obeys, and outlets leave it alone', () => {
  fc.assert(
    fc.property(fc.oneof(fc.dictionary(strange, strange), fc.jsonValue()), (value) => {
      for (const text of [jsonText(value), jsonText(value, 2)]) {
        expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)))
        expect(text).not.toMatch(/(?!\n)[\p{C}\p{Zl}\p{Zp}]/u)
        expect(drawn(text)).toBe(text)
      }
    }),
  )
})

/** What writes to a terminal, and the only files that may. */
const ways: readonly (readonly [pattern: RegExp, where: string, files: readonly string[]])[] = [
  [/process\.(stdout|stderr)|\bconsole\./, 'src/**/*.{ts,tsx}', ['src/main.ts']],
  [/\bconsole\b/, 'src/**/*.{ts,tsx}', ['src/ui/capture.ts']],
  [/import \{[^}]*\bText\b[^}]*\} from 'ink'/, 'src/ui/**/*.tsx', ['src/ui/components/text.tsx']],
  [
    /\bunguarded\(/,
    'src/**/*.{ts,tsx}',
    ['ask', 'program', 'render/bars', 'render/download-bars', 'render/make'].map(
      (name) => `src/cli/${name}.ts`,
    ),
  ],
  [
    /\b(stdout|stderr)\.write\(/,
    'src/{ui,core,steps}/**/*.{ts,tsx}',
    ['src/ui/app.tsx', 'src/ui/dashboard.tsx', 'src/ui/full-screen.ts', 'src/ui/wheel.ts'],
  ],
  [/from 'node:readline/, 'src/**/*.{ts,tsx}', ['src/cli/ask.ts']],
  [
    /stdio: 'inherit'|'inherit', 'inherit'/,
    'src/**/*.{ts,tsx}',
    ['src/adapters/bridge/host.ts', 'src/adapters/machine/programs.ts'],
  ],
  [
    /styleText|\\u001b\[|\\x1b\[/,
    'src/**/*.{ts,tsx}',
    ['src/cli/outlet.ts', 'src/ui/components/heat-cells.tsx', 'src/ui/full-screen.ts', 'src/ui/wheel.ts'],
  ],
]
test.each(ways)('%s stands only where text is made printable first', (pattern, where, files) => {
  const sources = globSync(where, { cwd: repositoryRoot }).filter((file) =>
    pattern.test(
      readFileSync(join(repositoryRoot, file), 'utf8').replace(/^import .*'node:process'.*$/gm, ''),
    ),
  )
  expect(sources.map((file) => file.replaceAll('\\', '/')).sort()).toEqual([...files].sort())
})
