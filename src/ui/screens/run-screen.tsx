import { Box } from 'ink'
import type { ReactNode } from 'react'
import { cell, clip, wrap } from '../../core/text/layout.ts'
import { formatSeconds } from '../../core/text/units.ts'
import { AuditLine } from '../components/audit-line.tsx'
import { Footer, questionLines } from '../components/footer.tsx'
import { Lines } from '../components/lines.tsx'
import { LogPane } from '../components/log-pane.tsx'
import { ShareBars } from '../components/share-bars.tsx'
import { InSpace, type Space } from '../components/space.tsx'
import { StageList } from '../components/stage-list.tsx'
import { TensorPane } from '../components/tensor-pane.tsx'
import { Text } from '../components/text.tsx'
import { shareRoom } from '../state/room.ts'
import type { RunState } from '../state/run-state.ts'

interface RunScreenProps {
  readonly state: RunState
  readonly heading: string
  readonly now: number
  readonly onAnswer: (yes: boolean) => void
  /** What stands where the keys stand otherwise, and its lines. */
  readonly below?: { readonly lines: number; readonly content: ReactNode }
  /** What the terminal has for this; without it, all. */
  readonly space?: Space
}

/** Lines from which a long command may have more than one. */
const roomy = 22

/** Of a run that has no screens around it. */
const leastAlone: Space = { columns: 20, rows: 8 }

/** The main job, live: stages, share of voice, vocabulary audit, log, keys. */
export function RunScreen({ space, ...given }: RunScreenProps) {
  if (space) return <RunIn {...given} space={space} />
  return <InSpace least={leastAlone}>{(whole) => <RunIn {...given} space={whole} />}</InSpace>
}

function RunIn({
  state,
  heading,
  now,
  onAnswer,
  below,
  space: { columns, rows },
}: RunScreenProps & { readonly space: Space }) {
  const asked = below ? below.lines - 1 : questionLines(state.question, columns).length
  const elapsed = formatSeconds((now - state.startedAt) / 1000)
  const beside = columns - elapsed.length - 2
  // The command is one to copy: all of it, where there is room.
  const [first = '', ...more] = rows < roomy ? [clip(heading, beside, 'both')] : wrap(heading, beside, 3)
  const room = shareRoom(state, rows, asked + more.length)
  return (
    <Box flexDirection="column" width={columns} height={rows} overflowY="hidden">
      <Text bold wrap="truncate">
        {`${cell(first, beside)}  ${elapsed}`}
      </Text>
      <Lines lines={more.map((text) => ({ text, tone: 'bold' }))} columns={columns} />
      {room.airy && <Box height={1} flexShrink={0} />}
      <StageList
        stages={state.stages}
        now={now}
        columns={columns}
        streams={room.streams}
        isFolded={room.isFolded}
        diskBytes={state.diskBytes}
      />
      <ShareBars
        voices={state.voices}
        tensors={state.tensorsHeard}
        isOver={state.stages.some(({ stage, status }) => stage === 'merge' && status === 'finished')}
        isAiry={room.airy}
        columns={columns}
        lines={room.voices}
      />
      {room.audit > 0 && <AuditLine audit={state.audit} columns={columns} />}
      <Box flexGrow={1} />
      <TensorPane state={state} columns={columns} lines={room.tensors} />
      <LogPane
        pane={room.tensors < 2 ? state.pane : null}
        log={state.log}
        columns={columns}
        lines={room.log}
      />
      {below?.content ?? (
        <Footer question={state.question} onAnswer={onAnswer} stopping={state.stopping} columns={columns} />
      )}
    </Box>
  )
}
