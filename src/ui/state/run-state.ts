import { vocabularyMarker } from '../../core/audit-log/vocabulary-lines.ts'
import type { StageName } from '../../core/contract/run.ts'
import type { TensorVoice } from '../../core/contract/share-of-voice.ts'
import type { Progress, RunEvent } from '../../core/events.ts'
import { hearTensor, type RunningVoices } from '../../core/share-of-voice/running.ts'
import { type AuditPane, isPaneAction, type PaneAction, reducePane, startOfPane } from './audit-pane.ts'

export type StageState =
  | { readonly status: 'waiting'; readonly stage: StageName }
  | {
      readonly status: 'running'
      readonly stage: StageName
      readonly title: string
      readonly startedAt: number
      readonly progress: Progress | null
      /** Work that goes on side by side inside the stage, such as files that are downloaded together. */
      readonly streams: ReadonlyMap<string, Progress>
    }
  | {
      readonly status: 'finished'
      readonly stage: StageName
      readonly outcome: 'done' | 'skipped' | 'failed' | 'cancelled'
      readonly summary: string
      readonly seconds: number
    }

export interface LogLine {
  readonly tone: 'action' | 'info' | 'warning' | 'error'
  readonly text: string
}

interface Missing {
  readonly skipped: number
  readonly zeroed: number
}

/** How many tokens a donor lacks: the most that one tensor does, since embeddings and head lack the same ones. */
export interface MissingTokens extends Missing {
  readonly tensors: ReadonlyMap<string, Missing>
}

/** Everything that the dashboard draws. Text in it is foreign: components make it printable. */
export interface RunState {
  readonly startedAt: number
  readonly stages: readonly StageState[]
  readonly voices: RunningVoices
  readonly tensorsHeard: number
  /** The newest of them. */
  readonly heard: readonly TensorVoice[]
  readonly pane: AuditPane
  readonly audit: ReadonlyMap<string, MissingTokens>
  readonly log: readonly LogLine[]
  /** Room on the disk that the output lies on; null until it is known. */
  readonly diskBytes: number | null
  readonly question: string | null
  readonly stopping: boolean
}

export type RunAction =
  | { readonly kind: 'event'; readonly event: RunEvent; readonly at: number }
  | { readonly kind: 'asked'; readonly question: string }
  | { readonly kind: 'answered' }
  | { readonly kind: 'stopping' }
  | { readonly kind: 'disk'; readonly bytes: number }
  | PaneAction

const order: readonly StageName[] = ['inspect', 'download', 'patch', 'merge', 'verify', 'report']
const mostLogLines = 200
/** Tensors whose lines can be looked back at: those of a large model. */
const mostHeard = 2000

/** A run before its first event. `at` is in milliseconds, as in every action. */
export function startOfRun(at: number): RunState {
  return {
    startedAt: at,
    stages: order.map((stage) => ({ status: 'waiting', stage })),
    voices: new Map(),
    tensorsHeard: 0,
    heard: [],
    pane: startOfPane,
    audit: new Map(),
    log: [],
    diskBytes: null,
    question: null,
    stopping: false,
  }
}

export function reduceRun(state: RunState, action: RunAction): RunState {
  if (isPaneAction(action)) return { ...state, pane: reducePane(state.pane, action, state.tensorsHeard) }
  if (action.kind === 'asked') return { ...state, question: action.question }
  if (action.kind === 'disk') return { ...state, diskBytes: action.bytes }
  if (action.kind === 'answered') return { ...state, question: null }
  if (action.kind === 'stopping') return { ...state, stopping: true, question: null }
  return reduceEvent(state, action.event, action.at)
}

function reduceEvent(state: RunState, event: RunEvent, at: number): RunState {
  switch (event.event) {
    case 'stage-started': {
      const { stage, title } = event
      return withStage(state, {
        status: 'running',
        stage,
        title,
        startedAt: at,
        progress: null,
        streams: new Map(),
      })
    }
    case 'stage-progress':
      return withProgress(state, event.stage, event.progress)
    case 'stage-finished': {
      const { stage, outcome, summary, seconds } = event
      return withStage(state, { status: 'finished', stage, outcome, summary, seconds })
    }
    case 'finding': {
      const { severity, donor, message } = event.finding
      return withLine(state, severity, donor === null ? message : `${donor}: ${message}`)
    }
    case 'vocabulary-audit': {
      const { kind, model, count, tensor = '' } = event.record
      if (model === null || kind === 'warning') return state
      const known = state.audit.get(model) ?? { skipped: 0, zeroed: 0, tensors: new Map<string, Missing>() }
      const before = known.tensors.get(tensor) ?? { skipped: 0, zeroed: 0 }
      const skipped = before.skipped + (kind === 'skipped' ? 1 : kind === 'more' ? (count ?? 0) : 0)
      const zeroed = before.zeroed + (kind === 'zeroed' ? 1 : 0)
      const next: MissingTokens = {
        skipped: Math.max(known.skipped, skipped),
        zeroed: Math.max(known.zeroed, zeroed),
        tensors: new Map(known.tensors).set(tensor, { skipped, zeroed }),
      }
      return { ...state, audit: new Map(state.audit).set(model, next) }
    }
    case 'share-of-voice':
      return {
        ...state,
        voices: hearTensor(state.voices, event.tensor),
        tensorsHeard: state.tensorsHeard + 1,
        heard: [...state.heard.slice(1 - mostHeard), event.tensor],
      }
    case 'log':
      if (event.level === 'debug' || event.message.startsWith(vocabularyMarker)) return state
      return withLine(state, event.level, `${event.source}: ${event.message}`)
    case 'action':
      return withLine(state, 'action', `${event.action} ${event.detail}`)
  }
}

function withStage(state: RunState, next: StageState): RunState {
  return { ...state, stages: state.stages.map((stage) => (stage.stage === next.stage ? next : stage)) }
}

function withProgress(state: RunState, name: StageName, progress: Progress): RunState {
  const running = state.stages.find(({ stage }) => stage === name)
  if (running?.status !== 'running') return state
  if (progress.lane === undefined) return withStage(state, { ...running, progress })
  const streams = new Map(running.streams)
  if (progress.total !== null && progress.done >= progress.total) streams.delete(progress.lane)
  else streams.set(progress.lane, progress)
  return withStage(state, { ...running, streams })
}

function withLine(state: RunState, tone: LogLine['tone'], text: string): RunState {
  return { ...state, log: [...state.log.slice(1 - mostLogLines), { tone, text }] }
}
