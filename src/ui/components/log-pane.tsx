import { Box } from 'ink'
import { clip } from '../../core/text/layout.ts'
import { counted } from '../../core/text/units.ts'
import { type AuditPane, shownLog, startOfPane } from '../state/audit-pane.ts'
import type { LogLine } from '../state/run-state.ts'
import { ruled, Typing } from './lines.tsx'
import { Text } from './text.tsx'

interface LogPaneProps {
  /** What is looked for; null where that concerns the tensors above. */
  readonly pane: AuditPane | null
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
export function LogPane({ pane, log, columns, lines }: LogPaneProps) {
  if (lines < 2) return null
  const shown = shownLog(pane ?? startOfPane, log, lines - 1)
  return (
    <Box flexDirection="column" height={lines}>
      {pane?.typing ? (
        <Typing label="─ log: " line={pane.typing} columns={columns} placeholder="words of a line" />
      ) : (
        <Text dimColor>{ruled(title(pane), columns)}</Text>
      )}
      {shown.length === 0 && pane?.filter && (
        <Text dimColor wrap="truncate">
          {clip(`no line has “${pane.filter}”: / looks for something else`, columns)}
        </Text>
      )}
      {shown.map(({ tone, text }, index) => (
        // The pane is a window on a growing list: a line is known by its place in it.
        // biome-ignore lint/suspicious/noArrayIndexKey: see above
        <Text key={index} wrap="truncate" {...looks[tone].props}>
          {clip(`${looks[tone].mark} ${text}`, columns)}
        </Text>
      ))}
    </Box>
  )
}

const title = (pane: AuditPane | null): string =>
  ['log', pane?.filter ? `only “${pane.filter}”` : '', pane?.back ? `${counted(pane.back, 'line')} back` : '']
    .filter(Boolean)
    .join(' · ')
