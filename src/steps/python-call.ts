import { openBridge } from '../adapters/bridge/open-bridge.ts'
import type { BridgeEvent } from '../adapters/bridge/protocol.ts'
import type { RunEvent, Stage } from '../core/events.ts'
import { EventQueue } from './event-queue.ts'

export interface PythonCall {
  readonly python: string
  /** `module:function` of python/. */
  readonly target: string
  readonly request: unknown
  /** Modules that must be there. */
  readonly modules: readonly string[]
  /** Put before the interpreter's own modules. */
  readonly pythonPath?: readonly string[]
  readonly signal?: AbortSignal | undefined
  /** What an event of Python is in the words of the job; null for those that concern nobody. */
  readonly tell: (event: BridgeEvent) => RunEvent | null
}

/** Nothing that Python does for us asks the network or draws bars of its own. */
const quietPython = { TQDM_DISABLE: '1', TOKENIZERS_PARALLELISM: 'true', HF_HUB_OFFLINE: '1' }

/** Calls one function in a Python of its own, yields its events as they come, returns its value. */
export async function* callPython<Result>(call: PythonCall): Stage<Result> {
  const queue = new EventQueue<RunEvent>()
  const bridge = await openBridge({
    python: call.python,
    pythonPath: call.pythonPath ?? [],
    modules: call.modules,
    env: quietPython,
  })
  try {
    const work = bridge
      .call<Result>(call.target, call.request, {
        onEvent: (event) => {
          const told = call.tell(event)
          if (told !== null) queue.push(told)
        },
        ...(call.signal && { signal: call.signal }),
      })
      .finally(() => queue.end())
    // Awaited below; without this, a failure while the events are drained would count as unhandled.
    work.catch(() => undefined)
    yield* queue
    return await work
  } finally {
    await bridge.close()
  }
}
