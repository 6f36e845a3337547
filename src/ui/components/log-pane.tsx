import { Box } from 'ink'
import { clip } from '../../core/text/layout.ts'
import type { LogLine } from '../state/run-state.ts'
import { Text } from './text.tsx'

interface LogPaneProps {
  readonly log: readonly LogLine[]
  readonly columns: number
  /** Lines to fill, the title included. */
  readonly lines: number
}

const looks = {
  action: { mark: '·', props: {} },
  info: { mark: ' ', props: { dimColor: true } },
  warning: { mark: '!', props: { color: 'yellow' } },
  error: { mark: '✗', props: { color: 'red' } },
} as const

/** Every real action and everything that was said, newest last. Foreign text appears here and nowhere else. */
export function LogPane({ log, columns, lines }: LogPaneProps) {
  if (lines < 2) return null
  return (
    <Box flexDirection="column" height={lines}>
      <Text dimColor>{`─ log ${'─'.repeat(Math.max(0, columns - 6))}`}</Text>
      {log.slice(1 - lines).map(({ tone, text }, index) => (
        // The pane is a window on a growing list: a line is known by its place in it.
        // biome-ignore lint/suspicious/noArrayIndexKey: see above
        <Text key={index} wrap="truncate" {...looks[tone].props}>
          {clip(`${looks[tone].mark} ${text}`, columns)}
        </Text>
      ))}
    </Box>
  )
}
