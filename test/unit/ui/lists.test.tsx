import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { clip } from '../../../src/core/text/layout.ts'
import { Screen } from '../../../src/ui/app.tsx'
import type { AppState } from '../../../src/ui/state/app.ts'
import { appAfter } from '../../support/app-states.ts'
import { everyScreen, starts } from '../../support/every-screen.ts'
import { frame } from '../../support/frame.ts'

const {
  Run,
  help,
  'Donors, adding': adding,
  'Recipe, typing': typing,
  'Result, typing': weighing,
  ...lists
} = everyScreen
const sizes = fc.record({
  columns: fc.oneof(fc.integer({ min: 40, max: 75 }), fc.integer({ min: 76, max: 220 })),
  rows: fc.oneof(fc.integer({ min: 10, max: 20 }), fc.integer({ min: 10, max: 60 })),
})

const mostPages = 12
const top = '<pageup>'.repeat(mostPages)

interface Seen {
  /** Lines of the screen without cursor and marks. */
  readonly lines: readonly string[]
  /** The line under the cursor, and where it is. */
  readonly here: string
  readonly at: number
  readonly marks: string
}

/** YAML beside the form goes on as well, and is cut off. */
function seen(state: AppState, columns: number, rows: number): Seen {
  const isBeside = state.screen === 'recipe' && state.palette === null && columns > 76
  const drawn = frame(<Screen state={state} />, columns, rows)
    .split('\n')
    .map((line) =>
      (isBeside ? clip(line, Math.floor((columns - 1) * 0.56) + 1).replace(/…$/, '') : line).trimEnd(),
    )
  const at = drawn.findIndex((line) => line.startsWith('›') && !line.startsWith('›['))
  const bare = drawn.map((line) => line.replace(/^›|›(?=\S+ *$)/u, ' ').replace(/\s*[▲▼]+$/, ''))
  return {
    lines: bare,
    here: bare[at] ?? '',
    at,
    marks: drawn.map((line) => /[▲▼]+$/.exec(line)?.[0] ?? '').join(''),
  }
}

describe.each(Object.entries(lists))('the list of %s', (_, typed) => {
  test('tells where it goes on, above and below, and does not move while all of it is shown', () => {
    fc.assert(
      fc.property(fc.constantFrom(...starts.keys()), sizes, (donors, { columns: wide, rows: any }) => {
        const opened = appAfter([...typed], starts.get(donors))
        // Not so wide that the donors stand beside the heat map.
        const columns = opened.result?.view === 'heatmap' ? Math.min(wide, 139) : wide
        // Not so high that the YAML stands below the form.
        const rows = opened.screen === 'recipe' && columns <= 76 ? Math.min(any, 18) : any
        const look = (keys: string) => seen(appAfter([keys], opened), columns, rows)
        const [first, last, between] = [
          look(top),
          look('<pagedown>'.repeat(mostPages)),
          look(`${top}<pagedown>`),
        ]
        for (const [screen, isAtTop] of [
          [first, true],
          [last, false],
          [between, false],
        ] as const) {
          const shows = (line: string) => screen.lines.includes(line)
          expect(screen.at, screen.lines.join('\n')).toBeGreaterThan(0)
          if (isAtTop) expect(screen.marks).not.toContain('▲')
          expect([screen.marks.includes('▲'), screen.marks.includes('▼')], screen.lines.join('\n')).toEqual([
            !shows(first.here),
            !shows(last.here),
          ])
        }
        if (first.marks === '') expect(last.lines[first.at]).toBe(first.here)
      }),
      { numRuns: 25 },
    )
  })
})
