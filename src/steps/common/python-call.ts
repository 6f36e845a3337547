import type { Probed } from '../../adapters/bridge/bridge.ts'
import { openBridge } from '../../adapters/bridge/open-bridge.ts'
import type { PythonFunction } from '../../core/bridge/calls.ts'
import { type PythonEvent, pythonEvent } from '../../core/bridge/events.ts'
import { understood } from '../../core/bridge/understood.ts'
import type { StageName } from '../../core/contract/run.ts'
import type { RunEvent, Stage } from '../../core/events.ts'
import type { Frozen } from '../../core/frozen.ts'
import { voiceOf } from '../../core/share-of-voice/tensor-voice.ts'
import { EventQueue } from './event-queue.ts'

export interface PythonWork<Request, Reply> {
  /** One of `pythonCalls`. */
  readonly call: PythonFunction<Request, Reply>
  readonly request: Frozen<Request>
  /** The stage that the progress is of. */
  readonly stage: StageName
  readonly signal?: AbortSignal | undefined
  readonly onEvent?: (event: PythonEvent) => void
}

export interface PythonStart {
  readonly python: string
  /** Looked for before anything is called. */
  readonly modules: readonly string[]
  /** Put before the interpreter's own modules. */
  readonly pythonPath?: readonly string[]
  /** What the interpreter says of itself, where somebody asks it already. */
  readonly probed?: Probed | Promise<Probed>
  /** How long it may take to stop. */
  readonly graceMs?: number
}

/** A Python that is started once and asked for one thing after the other. */
export interface PythonProcess {
  /** Calls one function, yields its events as they come, returns its value. */
  call<Request, Reply>(work: PythonWork<Request, Reply>): Stage<Reply>
  /** Ends it; a second time does nothing. */
  close(): Promise<void>
}

/** Nothing that Python does for us asks the network or draws bars of its own. */
const quietPython = { TQDM_DISABLE: '1', TOKENIZERS_PARALLELISM: 'true', HF_HUB_OFFLINE: '1' }

/** Starts a Python. Throws the errors of the environment. */
export async function startPython({ pythonPath = [], ...start }: PythonStart): Promise<PythonProcess> {
  const { python, modules, probed, graceMs } = start
  const bridge = await openBridge({
    python,
    pythonPath,
    modules,
    env: quietPython,
    ...(probed && { probed }),
    ...(graceMs && { graceMs }),
  })
  return {
    async *call({ call: { target, reply }, request, stage, signal, onEvent }) {
      const queue = new EventQueue<RunEvent>()
      const work = bridge
        .call(target, request, {
          onEvent: (told) => {
            const event = understood(pythonEvent, told, `the event ${told.event}`)
            onEvent?.(event)
            queue.push(runEvent(event, stage))
          },
          ...(signal && { signal }),
        })
        .finally(() => queue.end())
      // Awaited below; without this, a failure while the events are drained would count as unhandled.
      work.catch(() => undefined)
      yield* queue
      return understood(reply, await work, `the reply of ${target}`)
    },
    close: () => bridge.close(),
  }
}

export type PythonCall<Request, Reply> = PythonWork<Request, Reply> & Omit<PythonStart, 'modules'>

/** Calls one function in a Python of its own, yields its events as they come, returns its value. */
export async function* callPython<Request, Reply>(options: PythonCall<Request, Reply>): Stage<Reply> {
  const process = await startPython({ ...options, modules: options.call.modules })
  try {
    return yield* process.call(options)
  } finally {
    await process.close()
  }
}

/** What Python tells, in the words of the job. */
function runEvent(event: PythonEvent, stage: StageName): RunEvent {
  switch (event.event) {
    case 'step':
      return { event: 'stage-progress', stage, progress: stepProgress(event.title) }
    case 'progress': {
      const { event: _, ...progress } = event
      return { event: 'stage-progress', stage, progress: { ...progress, unit: 'bytes' } }
    }
    case 'voice':
      return { event: 'share-of-voice', tensor: voiceOf(event.sums) }
    case 'vocabulary-audit':
      return event
    case 'log':
      return { ...event, message: event.message.toWellFormed() }
  }
}

/** Something that takes a while and has no measure. */
export const stepProgress = (item: string) => ({ item, done: 0, total: null, unit: 'bytes' }) as const
