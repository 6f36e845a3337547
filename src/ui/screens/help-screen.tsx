import { largestOf } from '../../core/many.ts'
import { cell, columnsOf, wrap } from '../../core/text/layout.ts'
import { Line, Lines, placeText } from '../components/lines.tsx'
import type { Space } from '../components/space.tsx'
import type { AppState } from '../state/app.ts'
import { helpEntries } from '../state/keys.ts'

/** Every key of the screen below, with the reason of those that do nothing now. */
export function HelpScreen({ state, space }: { readonly state: AppState; readonly space: Space }) {
  const { columns, rows } = space
  const entries = helpEntries(state)
  const keys = largestOf(
    entries.map(([key]) => columnsOf(key)),
    4,
  )
  const lines = entries.flatMap(([key, text]) =>
    wrap(text, columns - keys - 2).map((line, index) => `${cell(index === 0 ? key : '', keys)}  ${line}`),
  )
  const from = Math.max(0, Math.min(state.helpRow, lines.length - (rows - 1)))
  const shown = lines.slice(from, from + rows - 1)
  return (
    <>
      <Line columns={columns} tone="bold">
        {`keys of ${state.screen}${placeText(from, shown.length, lines.length)}`}
      </Line>
      <Lines lines={shown.map((text) => ({ text }))} columns={columns} />
    </>
  )
}
