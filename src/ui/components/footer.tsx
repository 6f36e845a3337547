import { Text } from 'ink'
import { wrap } from '../../core/text/layout.ts'

interface FooterProps {
  readonly question: string | null
  readonly stopping: boolean
  readonly columns: number
}

const mostQuestionLines = 4

/** The question as lines; the last one names the keys. */
export function questionLines(question: string | null, columns: number): readonly string[] {
  return question === null ? [] : wrap(`? ${question}`, columns).slice(0, mostQuestionLines)
}

/** What the keys do right now, and the question when there is one. */
export function Footer({ question, stopping, columns }: FooterProps) {
  const keys = stopping
    ? 'stopping: what was begun is cleaned up · Ctrl-C ends at once'
    : question === null
      ? 'esc cancel'
      : 'y yes · n no · esc cancel'
  return (
    <>
      {questionLines(question, columns).map((line) => (
        <Text key={line} color="yellow" wrap="truncate">
          {line}
        </Text>
      ))}
      <Text dimColor={!stopping} wrap="truncate">
        {keys}
      </Text>
    </>
  )
}
