import { cell } from '../../core/text/layout.ts'
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
      {lines.slice(0, rows - 1).map(([keys = '', text = '']) => (
        <Line key={`${keys} ${text}`} columns={columns}>{`${cell(keys, 14)}  ${text}`}</Line>
      ))}
    </>
  )
}
