import type { ReactNode } from 'react'
import { clip, columnsOf } from '../../core/text/layout.ts'
import { printable } from '../../core/text/printable.ts'
import type { Line as TypedLine } from '../state/line.ts'
import { Text } from './text.tsx'

export type Tone = 'plain' | 'dim' | 'warning' | 'error' | 'good' | 'bold'

const looks: Readonly<Record<Tone, object>> = {
  plain: {},
  dim: { dimColor: true },
  warning: { color: 'yellow' },
  error: { color: 'red' },
  good: { color: 'green' },
  bold: { bold: true },
}

interface LineProps {
  readonly columns: number
  readonly children: string
  readonly tone?: Tone
  /** Of a list with a cursor: whether it stands here. Told by a mark too, since there may be no colours. */
  readonly here?: boolean
}

/** One line of foreign or own text, cut to its columns. */
export function Line({ columns, children, tone = 'plain', here }: LineProps) {
  const mark = here === undefined ? '' : here ? '›' : ' '
  const text = `${mark}${clip(children, columns - mark.length)}`
  return (
    <Text wrap="truncate" inverse={here === true} {...looks[tone]}>
      {text === '' ? ' ' : text}
    </Text>
  )
}

/** Lines of a text, which may be alike: their place is what they are. */
export interface ToldLine {
  readonly text: string
  readonly tone?: Tone
}

export const Lines = ({
  lines,
  columns,
}: {
  readonly lines: readonly ToldLine[]
  readonly columns: number
}) =>
  lines.map(({ text, tone = 'plain' }, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: see above
    <Line key={index} columns={columns} tone={tone}>
      {text}
    </Line>
  ))

/** A title in a rule over the whole width. */
export function ruled(text: string, columns: number): string {
  const told = clip(`─ ${text} `, columns)
  return `${told}${'─'.repeat(Math.max(0, columns - columnsOf(told)))}`
}

interface TypingProps {
  readonly label: string
  readonly line: TypedLine
  readonly columns: number
  readonly placeholder?: string
}

/** A line that is being typed, with its cursor; a long one shows the part around it. */
export function Typing({ label, line, columns, placeholder = '' }: TypingProps): ReactNode {
  const room = Math.max(4, columns - label.length - 2)
  const from = Math.max(0, line.cursor - room + 1)
  const before = printable(line.parts.slice(from, line.cursor).join(''))
  const at = line.parts[line.cursor]
  const after = printable(line.parts.slice(line.cursor + 1, from + room).join(''))
  const hint = line.parts.length === 0 ? placeholder : ''
  return (
    <Text wrap="truncate">
      {label}
      <Text underline={line.marked === true}>{before}</Text>
      <Text inverse>{at === undefined ? '▏' : printable(at)}</Text>
      {after}
      <Text dimColor>{clip(hint, room - 2)}</Text>
    </Text>
  )
}
