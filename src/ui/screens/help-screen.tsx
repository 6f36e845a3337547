import { largestOf } from '../../core/many.ts'
import { cell, clip } from '../../core/text/layout.ts'
import type { Space } from '../components/app-frame.tsx'
import { Line } from '../components/lines.tsx'
import type { AppState } from '../state/app.ts'
import { bindingsOf } from '../state/keys.ts'

const moving = [
  ['↑ ↓ j k', 'move; by tens with page up and down, to the ends with home and end, g and G'],
  ['← → tab', 'the next value, cell or view'],
  ['1 … 5', 'go to a screen'],
  [':', 'every command by its name; verify, report, xray, cache and doctor too'],
  ['ctrl+a e u k', 'in a typed line: go to start, end; delete before, after'],
  ['ctrl+c', 'quit; while something runs, ask first'],
] as const

/** In one column, or where that is too long in two, of which the first takes what it needs. */
function besides(entries: readonly (readonly string[])[], lines: number, columns: number): readonly string[] {
  const most = Math.max(1, lines)
  const isOne = entries.length <= most
  const texts = entries.map(([keys = '', text = '']) => `${cell(keys, isOne ? 14 : 11)} ${text}`)
  if (isOne) return texts
  const longest = largestOf(
    texts.slice(0, most).map((text) => text.length),
    0,
  )
  const first = Math.min(longest, Math.floor(columns * 0.62))
  return Array.from({ length: most }, (_, at) => {
    const left = clip(texts[at] ?? '', first)
    return `${left.padEnd(first)}  ${clip(texts[at + most] ?? '', columns - first - 2)}`
  })
}

/** Every key of the screen below, with the reason of those that do nothing now. */
export function HelpScreen({ state, space }: { readonly state: AppState; readonly space: Space }) {
  const { columns, rows } = space
  const own = bindingsOf({ ...state, help: false }).filter(({ shown }) => shown !== '')
  const lines = [
    ...own.map(({ keys, label, why }) => [
      keys.join(' '),
      why === null ? label : `${label}: not now, ${why}`,
    ]),
    ...moving,
  ]
  return (
    <>
      <Line columns={columns} tone="bold">{`keys of ${state.screen}`}</Line>
      {besides(lines, rows - 1, columns).map((line, index) => (
        // Two columns of one list: their place is what they are.
        // biome-ignore lint/suspicious/noArrayIndexKey: see above
        <Line key={index} columns={columns}>
          {line}
        </Line>
      ))}
    </>
  )
}
