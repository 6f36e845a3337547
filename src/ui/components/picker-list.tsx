import { largestOf } from '../../core/many.ts'
import { wrap } from '../../core/text/layout.ts'
import { shortNames } from '../../core/text/short-names.ts'
import type { Picker } from '../state/picker.ts'
import { Line, Lines } from './lines.tsx'
import { List, partOf } from './list.tsx'

interface PickerListProps {
  readonly picker: Picker
  readonly columns: number
  readonly lines: number
}

/** Choices with the cursor on one, and what that one means. */
export function PickerList({ picker, columns, lines }: PickerListProps) {
  const { title, choices, index } = picker
  const abouts = choices.map(({ about }) => wrap(about, columns, 4))
  // As much as the longest needs, so that the list does not move with the cursor.
  const longest = largestOf(
    abouts.map(({ length }) => length),
    0,
  )
  const about = Math.max(0, Math.min(longest, lines - 2))
  const part = partOf(choices, index, Math.max(1, lines - 1 - about))
  const names = shortNames(
    choices.map(({ label }) => label),
    columns - 5,
  )
  return (
    <>
      <Line columns={columns} tone="bold">
        {`${title} ${part.place}`.trimEnd()}
      </Line>
      <List part={part} columns={columns} keyOf={(_, at) => at}>
        {({ label }, line) => (
          <Line columns={line.columns} here={line.here}>
            {`  ${names.get(label) ?? label}`}
          </Line>
        )}
      </List>
      <Lines
        lines={(abouts[index] ?? []).slice(0, about).map((text) => ({ text, tone: 'dim' }))}
        columns={columns}
      />
    </>
  )
}
