import { Box } from 'ink'
import { largestOf } from '../../core/many.ts'
import { clip } from '../../core/text/layout.ts'
import { shortNames } from '../../core/text/short-names.ts'
import { counted } from '../../core/text/units.ts'
import { auditColumns, auditParts, shortTensorName } from '../../core/view/audit-lines.ts'
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
  const layout = auditColumns(columns, refs)
  const names = shortNames(refs, layout.name)
  const nameOf = (ref: string) => names.get(ref) ?? ref
  const loudest = largestOf(
    entries.map(({ share }) => share ?? 0),
    0,
  )
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
        const parts = auditParts(entry, layout, nameOf, loudest || 1)
        const isSame = entries[index - 1]?.tensor === entry.tensor
        const strong = (entry.share ?? 0) >= loudest * 0.66
        return (
          <Text key={`${entry.tensor} ${entry.ref}`} wrap="truncate">
            <Text dimColor>{isSame ? ' '.repeat(layout.tensor) : parts.tensor}</Text>
            {` ${parts.name} `}
            <Text color={strong ? 'green' : 'cyan'}>{parts.bar}</Text>
            {` ${parts.figures}`}
          </Text>
        )
      })}
    </Box>
  )
}

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
