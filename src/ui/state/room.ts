import type { RunState, StageState } from './run-state.ts'

/** How many lines each part of the dashboard gets. Always fits, whatever the terminal. */
export interface Room {
  /** Whether a blank line under the heading can be afforded. */
  readonly airy: boolean
  /** Whether the stages that are done share a line with those that wait. */
  readonly isFolded: boolean
  readonly streams: number
  readonly voices: number
  readonly audit: number
  readonly tensors: number
  readonly log: number
}

const headingAndKeys = 2
const airyFrom = 22
/** Lines below which what is done takes none of its own while something goes on. */
const foldedBelow = 30
const mostStreams = 4
/** Lines from which bars, tensors and log are all worth reading. */
const sharedFrom = 11

/** Over, and as it should be. */
export const isPast = (stage: StageState): stage is Extract<StageState, { status: 'finished' }> =>
  stage.status === 'finished' && (stage.outcome === 'done' || stage.outcome === 'skipped')

/**
 * Shares out the lines of the screen: the stages come first, then the bars of the donors, then what the
 * audit tells, and the log pane takes the rest (its title and a line where that is possible).
 */
export function shareRoom(state: RunState, rows: number, questionLines: number): Room {
  const running = state.stages.find(({ status }) => status === 'running')
  const streamCount = running?.status === 'running' ? running.streams.size : 0
  const isFolded = rows < foldedBelow && running !== undefined && state.stages.some(isPast)
  const waiting = isFolded || state.stages.some(({ status }) => status === 'waiting') ? 1 : 0
  const told = state.stages.filter(
    (stage) => stage.status !== 'waiting' && !(isFolded && isPast(stage)),
  ).length
  const progress = running?.status === 'running' && running.progress ? 2 : 0
  const airy = rows >= airyFrom
  let left = rows - headingAndKeys - (airy ? 1 : 0) - questionLines - told - waiting - progress
  const take = (wanted: number, keep: number) => {
    const given = Math.max(0, Math.min(wanted, left - keep))
    left -= given
    return given
  }
  const streams = take(Math.min(mostStreams, streamCount), 2)
  const auditWanted = state.audit.size > 0 ? 1 : 0
  const { view } = state.pane
  const hasTensors = state.heard.length > 0 && view !== 'log'
  const isAll = hasTensors && view === 'tensors'
  const isShared = hasTensors && !isAll && left >= sharedFrom
  const wanted = state.voices.size > 0 && !isAll ? state.voices.size + (airy ? 2 : 1) : 0
  const most = isShared ? Math.max(4, Math.floor(left * (isFolded ? 0.5 : 0.42))) : wanted
  const voices = take(Math.min(wanted, most), (airy ? 4 : 2) + auditWanted)
  const audit = take(auditWanted, 2)
  const tensors = isAll ? take(left, 0) : isShared ? take(Math.max(3, Math.floor(left * 0.7)), 2) : 0
  return { airy, isFolded, streams, voices: voices < 3 ? 0 : voices, audit, tensors, log: Math.max(0, left) }
}
