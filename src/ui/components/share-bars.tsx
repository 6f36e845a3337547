import { Box } from 'ink'
import { type RunningVoices, runningShares } from '../../core/share-of-voice/running.ts'
import { bar, clip } from '../../core/text/layout.ts'
import { counted, formatShare } from '../../core/text/units.ts'
import { nameColumn } from '../../core/view/name-column.ts'
import { Text } from './text.tsx'

interface ShareBarsProps {
  readonly voices: RunningVoices
  readonly tensors: number
  /** All tensors were heard. */
  readonly isOver: boolean
  /** Whether a blank line above can be afforded. */
  readonly isAiry: boolean
  readonly columns: number
  /** Lines to fill, the title and the blank line above it included. */
  readonly lines: number
}

const widestBar = 72

/** Whose weights the result is made of so far: bars that grow and change places tensor by tensor. */
export function ShareBars({ voices, tensors, isOver, isAiry, columns, lines }: ShareBarsProps) {
  if (lines < 3) return null
  const shares = runningShares(voices)
  const room = lines - (isAiry ? 2 : 1)
  const shown = shares.slice(0, shares.length > room ? room - 1 : room)
  const rest = shares.slice(shown.length)
  const names = nameColumn(
    shares.map(({ ref }) => ref),
    Math.floor(columns / 3),
  )
  const width = Math.min(widestBar, columns - names.width - 10)
  const loudest = shares[0]?.share ?? 0
  return (
    <Box flexDirection="column" flexShrink={0} marginTop={isAiry ? 1 : 0}>
      <Text dimColor>
        {clip(`share of voice${isOver ? '' : ' so far'}, ${counted(tensors, 'tensor')}`, columns)}
      </Text>
      {shown.map(({ ref, share }) => (
        <Text key={ref} wrap="truncate">
          {`${names.cellOf(ref)}  `}
          <Text color="cyan">{bar(loudest > 0 ? share / loudest : 0, width).padEnd(width)}</Text>
          {`  ${formatShare(share).padStart(5)}`}
        </Text>
      ))}
      {rest.length > 0 && (
        <Text dimColor>
          {clip(
            `and ${counted(rest.length, 'more donor')}: ${formatShare(rest.reduce((sum, { share }) => sum + share, 0))}`,
            columns,
          )}
        </Text>
      )}
    </Box>
  )
}
