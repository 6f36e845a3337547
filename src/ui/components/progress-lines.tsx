import type { Progress } from '../../core/events.ts'
import { bar, cell, clip } from '../../core/text/layout.ts'
import { amount, fraction, pace } from '../../core/text/progress-text.ts'
import { formatBytes, formatShare } from '../../core/text/units.ts'
import { Text } from './text.tsx'

interface ProgressLinesProps {
  readonly progress: Progress | null
  readonly streams: ReadonlyMap<string, Progress>
  readonly diskBytes: number | null
  readonly most: number
  readonly columns: number
}

/** The running stage's bar with amount and pace, what it works on, and a short bar for each stream of bytes. */
export function ProgressLines({ progress, streams, diskBytes, most, columns }: ProgressLinesProps) {
  const shown = [...streams].slice(0, most)
  return (
    <>
      {progress && (
        <>
          <BarLine progress={progress} columns={columns} />
          <Text wrap="truncate" dimColor>
            {`  ${itemText(progress, diskBytes, columns - 2)}`}
          </Text>
        </>
      )}
      {shown.map(([stream, work]) => (
        <StreamLine key={stream} stream={stream} progress={work} columns={columns} />
      ))}
    </>
  )
}

/** What is worked on, and at the right what it takes: memory, and the room that is left on the disk. */
function itemText({ item, memoryBytes }: Progress, diskBytes: number | null, columns: number): string {
  const takes = [
    memoryBytes === undefined ? '' : `memory ${formatBytes(memoryBytes)}`,
    diskBytes === null ? '' : `disk ${formatBytes(diskBytes)} free`,
  ]
    .filter(Boolean)
    .join('  ')
  return takes === '' ? clip(item, columns, 'both') : `${cell(item, columns - takes.length - 2)}  ${takes}`
}

function BarLine({ progress, columns }: { readonly progress: Progress; readonly columns: number }) {
  const share = fraction(progress)
  const width = columns >= 80 ? 24 : 12
  const { memoryBytes: _, ...paced } = progress
  const words = [amount(progress), ...pace(paced)].filter(Boolean).join('  ')
  if (share === null) return words === '' ? null : <Text wrap="truncate">{clip(`  ${words}`, columns)}</Text>
  const drawn = bar(share, width)
  return (
    <Text wrap="truncate">
      {'  '}
      <Text color="cyan">{drawn}</Text>
      <Text dimColor>{'·'.repeat(width - drawn.length)}</Text>
      {clip(`  ${formatShare(share).padStart(4)}  ${words}`, columns - width - 2)}
    </Text>
  )
}

const amountColumns = 22
const nodeColumns = 16

interface StreamLineProps {
  readonly stream: string
  readonly progress: Progress
  readonly columns: number
}

function StreamLine({ stream, progress, columns }: StreamLineProps) {
  const drawn = bar(fraction(progress) ?? 0, 10).padEnd(10, '·')
  const node = progress.node === undefined ? '' : `  ${cell(progress.node, nodeColumns)}`
  const name = Math.max(8, columns - 14 - amountColumns - node.length)
  return (
    <Text wrap="truncate" dimColor>
      {`  ${drawn}  ${cell(stream, name)}${node}  ${clip(amount(progress), amountColumns)}`}
    </Text>
  )
}
