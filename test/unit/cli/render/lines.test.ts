import fc from 'fast-check'
import { expect, test } from 'vitest'
import { lineFor } from '../../../../src/cli/render/lines.ts'
import { ndjsonLine } from '../../../../src/cli/render/ndjson.ts'
import { makePaint } from '../../../../src/cli/render/paint.ts'
import { plainRenderer } from '../../../../src/cli/render/plain.ts'
import type { RunEvent } from '../../../../src/core/events.ts'
import { columnsOf } from '../../../../src/core/text/layout.ts'
import { printable } from '../../../../src/core/text/printable.ts'
import { halfARun } from '../../../support/run-events.ts'

const style = { paint: makePaint(false), verbose: false, quiet: false }

function plain(events: readonly RunEvent[], more: Partial<typeof style> = {}, secondsApart = 0): string {
  let text = ''
  let now = 0
  const { show } = plainRenderer(
    (written) => {
      text += written
    },
    { ...style, ...more },
    () => now,
  )
  for (const event of events) {
    now += secondsApart * 1000
    show(event)
  }
  return text
}

test('tells a run in lines', () => {
  expect(plain(halfARun)).toMatchSnapshot()
})

test('tells everything with -v', () => {
  expect(plain(halfARun, { verbose: true }, 11)).toMatchSnapshot()
})

const word = fc.oneof(fc.string(), fc.string({ unit: 'grapheme', maxLength: 300 }), fc.constant(''))
test('no line of -v is too wide for a log viewer, nothing of it is lost, and paths stay whole', () => {
  const path = fc
    .array(fc.string({ unit: fc.constantFrom('a', 'é', '语'), minLength: 1 }))
    .map((parts) => `/${parts.join('/')}`)
  fc.assert(
    fc.property(fc.array(fc.oneof(word, path), { maxLength: 60 }), path, (words, last) => {
      const message = [...words, last].join(' ')
      const text = plain([{ event: 'log', level: 'info', source: 'mergekit', message }], { verbose: true })
      const bare = (line: string) => line.replaceAll(' ', '')
      for (const line of text.trimEnd().split('\n'))
        if (!/[/\\]/.test(line)) expect(columnsOf(line)).toBeLessThanOrEqual(160)
      expect(bare(text.replaceAll('\n', ''))).toBe(bare(`mergekit:${printable(message)}`))
      expect(text.split(/\s+/)).toContain(last)
    }),
  )
})

test('a hint of several lines keeps them, and nothing of it is drawn as an escape', () => {
  const finding = {
    code: 'different-vocabularies',
    severity: 'warning',
    donor: null,
    message: 'they differ',
    hint: 'add to the config:\ntokenizer:\n  source: union',
  } as const
  expect(plain([{ event: 'finding', finding }])).toContain(
    '    hint: add to the config:\n      tokenizer:\n        source: union\n',
  )
})

test('tells only what is wrong with -q', () => {
  expect(plain(halfARun, { quiet: true })).toBe(
    '  warning: chatml-ghost: 2 tokens have no row [ghost-tokens]\n',
  )
})

test('gives a sign of life every ten seconds, not with every tensor', () => {
  const progress = (done: number): RunEvent => ({
    event: 'stage-progress',
    stage: 'merge',
    progress: { item: `t${done}`, done, total: 363, unit: 'tensors' },
  })
  const events = Array.from({ length: 363 }, (_, index) => progress(index + 1))
  expect(plain(events, {}, 0.1).split('\n').length - 1).toBe(3)
})

test('says which machine has finished which file, at once', () => {
  const progress = (done: number, node?: string): RunEvent => ({
    event: 'stage-progress',
    stage: 'merge',
    progress: {
      item: 't',
      done,
      total: 4e9,
      unit: 'bytes',
      ...(node && { node, lane: 'model-1.safetensors' }),
    },
  })
  const events = [progress(1e9, 'node-a'), progress(2e9), progress(4e9, 'node-b')]
  expect(plain(events, {}, 0.1)).toBe(
    '  merge     100 %  4.00 GB of 4.00 GB  model-1.safetensors on node-b\n',
  )
})

test('takes the sting out of foreign text', () => {
  const line = lineFor(
    { event: 'log', level: 'error', source: 'python', message: '\u001b]0;title\u0007\u202e' },
    style,
  )
  expect(line).toBe('  python: \\u{1b}]0;title\\u{7}\\u{202e}')
})

test('puts a finding and what to do about it where both are seen', () => {
  const finding = {
    code: 'config-type',
    severity: 'error',
    donor: null,
    message: 'weight is not a number',
    hint: 'write weight: 0.5',
    line: 4,
    column: 7,
  } as const
  expect(lineFor({ event: 'finding', finding }, style)).toBe(
    '  error: weight is not a number (line 4, column 7) [config-type]\n    hint: write weight: 0.5',
  )
})

test('writes an event as one line of JSON with schema, name and time first', () => {
  const event: RunEvent = { event: 'log', level: 'info', source: 'python', message: 'a\nb\u2028' }
  const line = ndjsonLine(event, '2026-01-01T00:00:00.000Z')
  expect(line).toBe(
    '{"schema":1,"event":"log","at":"2026-01-01T00:00:00.000Z","level":"info","source":"python","message":"a\\nb\\u2028"}\n',
  )
})
