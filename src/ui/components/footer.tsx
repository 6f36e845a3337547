import { ConfirmInput } from '@inkjs/ui'
import { Box } from 'ink'
import { clip, wrap } from '../../core/text/layout.ts'
import { Lines } from './lines.tsx'
import { Text } from './text.tsx'

interface FooterProps {
  readonly question: string | null
  readonly onAnswer: (yes: boolean) => void
  readonly stopping: boolean
  readonly columns: number
}

const mostQuestionLines = 4

/** The question as lines; empty when nothing is asked. */
export function questionLines(question: string | null, columns: number): readonly string[] {
  return question === null ? [] : wrap(`? ${question}`, columns, mostQuestionLines)
}

/** What the keys do right now, and the question when there is one. */
export function Footer({ question, onAnswer, stopping, columns }: FooterProps) {
  if (stopping)
    return <Text wrap="truncate">stopping: what was begun is cleaned up · Ctrl-C ends at once</Text>
  if (question === null)
    return (
      <Text dimColor wrap="truncate">
        {clip('esc cancel · v view · p hold list · / find a donor, layer, kind · ↑↓ look back', columns)}
      </Text>
    )
  return (
    <>
      <Lines
        lines={questionLines(question, columns).map((text) => ({ text, tone: 'warning' }))}
        columns={columns}
      />
      <Box>
        <ConfirmInput
          defaultChoice="cancel"
          submitOnEnter={false}
          onConfirm={() => onAnswer(true)}
          onCancel={() => onAnswer(false)}
        />
        <Text wrap="truncate"> · y yes · n no · esc cancel</Text>
      </Box>
    </>
  )
}
