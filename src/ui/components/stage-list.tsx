import { Box } from 'ink'
import { clip, columnsOf } from '../../core/text/layout.ts'
import { formatSeconds } from '../../core/text/units.ts'
import { isPast } from '../state/room.ts'
import type { StageState } from '../state/run-state.ts'
import { ProgressLines } from './progress-lines.tsx'
import { Text } from './text.tsx'

interface StageListProps {
  readonly stages: readonly StageState[]
  readonly now: number
  readonly columns: number
  readonly streams: number
  readonly diskBytes: number | null
  /** Whether what is done shares a line with what waits. */
  readonly isFolded: boolean
}

const marks = { done: '✓', skipped: '–', failed: '✗', cancelled: '■' } as const

/** Finished stages as one dim line each, the running one with its progress, the rest in a single line. */
export function StageList({ stages, now, columns, streams, diskBytes, isFolded }: StageListProps) {
  const waiting = stages.filter(({ status }) => status === 'waiting').map(({ stage }) => stage)
  const then = waiting.length > 0 ? `then ${waiting.join(', ')}` : ''
  const past = isFolded ? pastText(stages.filter(isPast), columns - columnsOf(then) - 3) : ''
  const told = [past, then && `· ${then}`].filter(Boolean).join(' ')
  const rest = told && <Text dimColor>{clip(told, columns)}</Text>
  return (
    <Box flexDirection="column" flexShrink={0}>
      {isFolded && rest}
      {stages.map((stage) => {
        if (stage.status === 'waiting' || (isFolded && isPast(stage))) return null
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
      {!isFolded && rest}
    </Box>
  )
}

type Past = Extract<StageState, { status: 'finished' }>

/** How long each took, where there is room for that. */
function pastText(past: readonly Past[], columns: number): string {
  const names = past.map(({ outcome, stage }) => `${marks[outcome]} ${stage}`)
  const whole = names.map((name, at) => `${name} ${formatSeconds(past[at]!.seconds)}`).join(' ')
  return columnsOf(whole) <= columns ? whole : names.join(' ')
}

type FinishedProps = Past & { readonly columns: number }

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
