import { wrap } from '../../core/text/layout.ts'
import { shortNames } from '../../core/text/short-names.ts'
import type { Picker } from '../state/app.ts'
import { Line, Lines, placeText, visible } from './lines.tsx'

interface PickerListProps {
  readonly picker: Picker
  readonly columns: number
  readonly lines: number
}

/** Choices with the cursor on one, and what that one means. */
export function PickerList({ picker, columns, lines }: PickerListProps) {
  const { title, choices, index } = picker
  const about = wrap(choices[index]?.about ?? '', columns, 4)
  const { from, items } = visible(choices, index, Math.max(1, lines - 1 - about.length))
  const names = shortNames(
    choices.map(({ label }) => label),
    columns - 3,
  )
  return (
    <>
      <Line columns={columns} tone="bold">
        {`${title} ${placeText(from, items.length, choices.length)}`.trimEnd()}
      </Line>
      {items.map(({ label, value }, at) => (
        <Line key={String(value)} columns={columns} here={from + at === index}>
          {`  ${names.get(label) ?? label}`}
        </Line>
      ))}
      <Lines lines={about.map((text) => ({ text, tone: 'dim' }))} columns={columns} />
    </>
  )
}
