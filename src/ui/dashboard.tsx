import { render, useInput, useStdin } from 'ink'
import { useEffect, useState, useSyncExternalStore } from 'react'
import type { RunEvent } from '../core/events.ts'
import { printable } from '../core/text/printable.ts'
import { watchDisk } from '../steps/hub/watch-disk.ts'
import { captureTerminal } from './capture.ts'
import { useCtrlZ } from './ctrl-z.ts'
import { fullScreen, useRedraw } from './full-screen.ts'
import { keyNames } from './key-names.ts'
import { RunScreen } from './screens/run-screen.tsx'
import { paneActionOf } from './state/audit-pane.ts'
import { type RunAction, type RunState, reduceRun, startOfRun } from './state/run-state.ts'
import { makeStore, type Store } from './state/store.ts'
import { type Wheel, wheelOf } from './wheel.ts'

export interface DashboardOptions {
  readonly stdin: NodeJS.ReadStream
  readonly stdout: NodeJS.WriteStream
  readonly stderr: NodeJS.WriteStream
  readonly env: NodeJS.ProcessEnv
  readonly signal: AbortSignal
  /** What esc and Ctrl-C do: in raw mode the terminal sends no signal. */
  readonly cancel: () => void
  readonly heading: string
  /** The folder that the run fills, whose disk is watched. */
  readonly output?: string | undefined
}

export interface Dashboard {
  readonly show: (event: RunEvent) => void
  readonly ask: ((question: string, signal: AbortSignal) => Promise<boolean>) | null
  readonly close: () => Promise<void>
}

/** Takes over the terminal (its alternate screen) and draws a run on it until `close`. */
export function openDashboard(options: DashboardOptions): Dashboard {
  const { stdin, stderr, signal } = options
  const store = makeStore<RunState, RunAction>(reduceRun, startOfRun(Date.now()))
  const show = (event: RunEvent) => store.dispatch({ kind: 'event', event, at: Date.now() })
  const stopping = () => store.dispatch({ kind: 'stopping' })
  signal.addEventListener('abort', stopping, { once: true })
  let answer: ((yes: boolean) => void) | null = null
  const closing = new AbortController()
  if (options.output !== undefined)
    void watchDisk(options.output, closing.signal, (bytes) => store.dispatch({ kind: 'disk', bytes }))

  const wheel = wheelOf(stdin, options.stdout, options.env)
  const app = render(
    <Live
      wheel={wheel}
      store={store}
      heading={options.heading}
      cancel={options.cancel}
      answer={(yes) => answer?.(yes)}
      onKey={(key) => {
        const { question, pane } = store.current()
        const action = question === null ? paneActionOf(pane, key) : null
        if (action === null) return false
        store.dispatch(action)
        store.flush()
        return true
      }}
    />,
    fullScreen(options),
  )
  wheel.take()
  // A screen that fails must not end the job; the terminal is back by then, and this tells why.
  let failure: unknown = null
  const over = app.waitUntilExit().catch((thrown) => {
    failure = thrown
  })
  const release = captureTerminal(stderr, (message) =>
    show({ event: 'log', level: 'info', source: 'mergescope', message }),
  )
  return {
    show,
    ask: stdin.isTTY
      ? (question, asked) =>
          new Promise<boolean>((settle, fail) => {
            asked.throwIfAborted()
            asked.addEventListener('abort', () => fail(asked.reason), { once: true })
            answer = settle
            // Nobody can answer on a screen that has failed.
            void over.then(() => settle(false))
            store.dispatch({ kind: 'asked', question })
          }).finally(() => {
            answer = null
            store.dispatch({ kind: 'answered' })
          })
      : null,
    close: async () => {
      signal.removeEventListener('abort', stopping)
      closing.abort()
      store.stop()
      app.unmount()
      await over
      wheel.give()
      release()
      if (failure !== null) stderr.write(`the dashboard failed: ${printable(String(failure))}\n`)
    },
  }
}

interface LiveProps {
  readonly wheel: Wheel
  readonly store: Store<RunState, RunAction>
  readonly heading: string
  readonly cancel: () => void
  readonly answer: (yes: boolean) => void
  /** Whether the key was one of the tensors that are heard. */
  readonly onKey: (key: string) => boolean
}

function Live({ wheel, store, heading, cancel, answer, onKey }: LiveProps) {
  const state = useSyncExternalStore(store.subscribe, store.snapshot)
  const now = useClock(500)
  const { isRawModeSupported } = useStdin()
  useCtrlZ(wheel, isRawModeSupported)
  useRedraw()
  useInput(
    (input, key) => {
      if (!key.ctrl && keyNames(input, key).map(onKey).includes(true)) return
      if ((key.escape && !state.stopping) || (key.ctrl && input === 'c')) cancel()
    },
    { isActive: isRawModeSupported },
  )
  return <RunScreen state={state} heading={heading} now={now} onAnswer={answer} />
}

function useClock(everyMs: number): number {
  const [now, setNow] = useState(Date.now)
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), everyMs)
    return () => clearInterval(timer)
  }, [everyMs])
  return now
}
