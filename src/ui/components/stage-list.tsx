import { Box } from 'ink'
import { clip } from '../../core/text/layout.ts'
import { formatSeconds } from '../../core/text/units.ts'
import type { StageState } from '../state/run-state.ts'
import { ProgressLines } from './progress-lines.tsx'
import { Text } from './text.tsx'

interface StageListProps {
  readonly stages: readonly StageState[]
  readonly now: number
  readonly columns: number
  readonly streams: number
  readonly diskBytes: number | null
}

const marks = { done: '✓', skipped: '–', failed: '✗', cancelled: '■' } as const

/** Finished stages as one dim line each, the running one with its progress, the rest in a single line. */
export function StageList({ stages, now, columns, streams, diskBytes }: StageListProps) {
  const waiting = stages.filter(({ status }) => status === 'waiting').map(({ stage }) => stage)
  return (
    <Box flexDirection="column" flexShrink={0}>
      {stages.map((stage) => {
        if (stage.status === 'waiting') return null
        if (stage.status === 'finished') return <Finished key={stage.stage} {...stage} columns={columns} />
        return (
          <Box key={stage.stage} flexDirection="column">
            <StageLine
              mark={spinner(now)}
              name={stage.stage}
              text={stage.title}
              seconds={(now - stage.startedAt) / 1000}
              columns={columns}
            />
            <ProgressLines
              progress={stage.progress}
              streams={stage.streams}
              diskBytes={diskBytes}
              most={streams}
              columns={columns}
            />
          </Box>
        )
      })}
      {waiting.length > 0 && <Text dimColor>{clip(`· then ${waiting.join(', ')}`, columns)}</Text>}
    </Box>
  )
}

type FinishedProps = Extract<StageState, { status: 'finished' }> & { readonly columns: number }

function Finished({ outcome, stage, summary, seconds, columns }: FinishedProps) {
  const failed = outcome === 'failed'
  return (
    <Text dimColor={!failed} {...(failed && { color: 'red' })}>
      <StageLine mark={marks[outcome]} name={stage} text={summary} seconds={seconds} columns={columns} />
    </Text>
  )
}

interface StageLineProps {
  readonly mark: string
  readonly name: string
  readonly text: string
  readonly seconds: number
  readonly columns: number
}

function StageLine({ mark, name, text, seconds, columns }: StageLineProps) {
  const time = formatSeconds(seconds)
  return (
    <Text wrap="truncate">{`${mark} ${name.padEnd(8)}  ${clip(text, columns - 14 - time.length)}  ${time}`}</Text>
  )
}

const frames = ['⠋', '⠙', '⠸', '⠴', '⠦', '⠇']

function spinner(now: number): string {
  return frames[Math.floor(now / 250) % frames.length]!
}
