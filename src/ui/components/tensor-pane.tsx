import { Box } from 'ink'
import { clip } from '../../core/text/layout.ts'
import { counted } from '../../core/text/units.ts'
import { auditLayout, auditLine, shortTensorName } from '../../core/view/audit-lines.ts'
import { shownEntries } from '../state/audit-pane.ts'
import type { RunState } from '../state/run-state.ts'
import { ruled, Typing } from './lines.tsx'
import { Text } from './text.tsx'

interface TensorPaneProps {
  readonly state: Pick<RunState, 'pane' | 'heard' | 'tensorsHeard' | 'voices'>
  readonly columns: number
  /** Lines to fill, the title included. */
  readonly lines: number
}

/** What each donor contributed, tensor by tensor as they are merged, newest last. */
export function TensorPane({ state, columns, lines }: TensorPaneProps) {
  if (lines < 2) return null
  const { pane, heard, tensorsHeard, voices } = state
  const entries = shownEntries(pane, heard, tensorsHeard - heard.length, lines - 1)
  const refs = [...voices.keys()]
  const layout = auditLayout(columns, refs, entries)
  return (
    <Box flexDirection="column" height={lines} flexShrink={0}>
      {pane.typing ? (
        <Typing label="─ tensors: " line={pane.typing} columns={columns} placeholder="donor, layer, kind" />
      ) : (
        <Text dimColor wrap="truncate">
          {ruled(title(state), columns)}
        </Text>
      )}
      {entries.length === 0 && tensorsHeard > 0 && (
        <Text dimColor wrap="truncate">
          {clip(noneText(pane), columns)}
        </Text>
      )}
      {entries.map((entry, index) => {
        const isSame = entries[index - 1]?.tensor === entry.tensor
        return (
          <Text key={`${entry.tensor} ${entry.ref}`} wrap="truncate">
            {auditLine(entry, layout, isSame).map(({ text, look }) => (
              <Text key={look + text} {...looks[look]}>
                {text}
              </Text>
            ))}
          </Text>
        )
      })}
    </Box>
  )
}

const looks = {
  dim: { dimColor: true },
  loud: { color: 'green' },
  soft: { color: 'cyan' },
  plain: {},
} as const

/** Why nothing is shown, and the key that changes that. */
const noneText = ({ filter, paused }: RunState['pane']): string => {
  if (filter === '') return 'held before the first tensor: end goes to the newest'
  return paused === null
    ? `no donor, layer or kind so far has “${filter}”: / looks for something else`
    : `none until here has “${filter}”: end goes to the newest, / looks for something else`
}

function title({ pane, heard, tensorsHeard }: TensorPaneProps['state']): string {
  const { filter, paused, back } = pane
  const newest = heard.at(-1)
  return [
    counted(tensorsHeard, 'tensor'),
    filter === '' ? '' : `only “${filter}”`,
    paused === null ? '' : back > 0 ? `held, ${counted(back, 'line')} back` : 'held',
    paused !== null && newest ? `now at ${shortTensorName(newest.tensor)}` : '',
  ]
    .filter(Boolean)
    .join(' · ')
}
