import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { columnsOf } from '../../../src/core/text/layout.ts'
import { Screen } from '../../../src/ui/app.tsx'
import type { AppAction } from '../../../src/ui/state/actions.ts'
import { appAfter } from '../../support/app-states.ts'
import { everyScreen, starts } from '../../support/every-screen.ts'
import { frame } from '../../support/frame.ts'

/** What the screens ask of a terminal. */
const least = { columns: 40, rows: 10 }

const moves = fc.array(fc.constantFrom('<down>', '<up>', '<pagedown>', '<pageup>', '<home>', '<end>'), {
  maxLength: 6,
})
const sizes = fc.record({
  columns: fc.oneof(fc.integer({ min: 20, max: 60 }), fc.integer({ min: 20, max: 220 })),
  rows: fc.oneof(fc.integer({ min: 5, max: 20 }), fc.integer({ min: 5, max: 60 })),
})

describe.each(Object.entries(everyScreen))('%s', (name, typed) => {
  test('fits in a terminal of any size, with title, cursor and the key that helps; or says what size it needs', () => {
    fc.assert(
      fc.property(fc.constantFrom(...starts.keys()), moves, sizes, (donors, moved, { columns, rows }) => {
        const lines = frame(
          <Screen state={appAfter([...typed, ...moved], starts.get(donors))} />,
          columns,
          rows,
        ).split('\n')
        expect(lines.length).toBeLessThanOrEqual(rows)
        for (const line of lines) expect(columnsOf(line), line).toBeLessThanOrEqual(columns)
        const all = lines.join('\n')
        if (columns < least.columns || rows < least.rows) {
          expect(lines.join(' ')).toMatch(/40 × 10/)
          return
        }
        expect(lines[0]).toMatch(/\[\d \w+\]/)
        expect(all).toMatch(/(q|esc|ctrl\+c|\? q) \w+/)
        // A list has its cursor at the beginning of a line; what is typed has one of its own.
        if (!['Run', 'help'].includes(name)) expect(all, all).toMatch(/^›|▏/m)
      }),
      { numRuns: 60 },
    )
  })
})

test('an error and a question are told whole, with what to do at their end', () => {
  const text = `the editor (/a/path/${'of-many-parts/'.repeat(3)}editor) ended with 127 (set EDITOR to one that is installed)`
  const told: AppAction = { kind: 'notice', tone: 'error', text }
  const asked: AppAction = { kind: 'slip', text: 'x', problem: text }
  for (const action of [told, asked])
    for (const [columns, rows] of [
      [80, 24],
      [60, 20],
    ] as const) {
      const drawn = frame(<Screen state={appAfter(['3', action], starts.get(15))} />, columns, rows)
      expect(drawn.split('\n').length).toBeLessThanOrEqual(rows)
      expect(drawn.replace(/\s+/g, ' ')).toContain('(set EDITOR to one that is installed)')
    }
})

test('forty donors that differ in a folder alone can be told apart from 40 columns on', () => {
  const names = Array.from({ length: 40 }, (_, at) => `./models/run-${at}/checkpoint-final-merged`)
  const state = appAfter([{ kind: 'paste', text: names.join('\n') }, '2'])
  for (const columns of [40, 55, 56, 60, 72, 80, 120]) {
    const shown = frame(<Screen state={state} />, columns, 60).split('\n')
    const rows = shown
      .filter((line) => /^[› ][…✓✗!] /.test(line))
      .map((line) => line.slice(3).split(/ {2}/)[0])
    expect([columns, rows.length, new Set(rows).size]).toEqual([columns, 40, 40])
  }
})
