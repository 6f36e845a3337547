import { largestOf } from '../../core/many.ts'
import { cell, columnsOf, wrap } from '../../core/text/layout.ts'
import { Line } from '../components/lines.tsx'
import { List, markColumns, partOf } from '../components/list.tsx'
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
  const linesIn = (room: number) =>
    entries.flatMap(([key, text]) =>
      wrap(text, room - keys - 2).map((line, index) => `${cell(index === 0 ? key : '', keys)}  ${line}`),
    )
  const whole = linesIn(columns)
  const lines = whole.length < rows ? whole : linesIn(columns - markColumns)
  // Without a cursor: the row is the first one that is shown.
  const part = partOf(lines, state.helpRow + Math.floor((rows - 1) / 2), rows - 1)
  return (
    <>
      <Line columns={columns} tone="bold">
        {`keys of ${state.screen}${part.place}`}
      </Line>
      <List part={part} columns={columns} keyOf={(_, at) => at}>
        {(text, line) => <Line columns={line.columns}>{text}</Line>}
      </List>
    </>
  )
}
