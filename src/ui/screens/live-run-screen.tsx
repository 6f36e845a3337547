import { useEffect, useState } from 'react'
import { wrap } from '../../core/text/layout.ts'
import { shellCommand } from '../../core/text/shell-words.ts'
import { Lines } from '../components/lines.tsx'
import type { Space } from '../components/space.tsx'
import type { AppState } from '../state/app.ts'
import type { LiveRun } from '../state/live-run.ts'
import type { LogLine, RunState } from '../state/run-state.ts'
import { RunScreen } from './run-screen.tsx'

const mostLines = 4

/** The dashboard of a run inside the app: below it what is asked, or how it ended. */
export function LiveRunScreen({ state, space }: { readonly state: AppState; readonly space: Space }) {
  const { run } = state
  const now = useClock(run !== null && run.ended === null)
  if (!run) return null
  const lines = endLines(run, space.columns)
  const content = <Lines lines={lines} columns={space.columns} />
  return (
    <RunScreen
      state={filtered(run)}
      heading={shellCommand(run.command)}
      now={now}
      onAnswer={nobody}
      space={space}
      below={{ lines: lines.length, content }}
    />
  )
}

// Keys are the app's own here.
const nobody = () => {}

type EndLine = { readonly text: string; readonly tone: 'plain' | 'dim' | 'warning' | 'error' | 'good' }

function endLines({ state, ended }: LiveRun, columns: number): readonly EndLine[] {
  const as = (text: string, tone: EndLine['tone']) =>
    wrap(text, columns, mostLines).map((line) => ({ text: line, tone }))
  if (state.question !== null) return as(`? ${state.question}`, 'warning')
  if (ended === null) return state.stopping ? as('stopping and cleaning up', 'warning') : []
  if (ended.error === null) return as('done', 'good')
  const { message, hint } = ended.error
  return [...as(`error: ${message}`, 'error'), ...(hint ? as(`hint: ${hint}`, 'plain') : [])].slice(
    0,
    mostLines,
  )
}

const tones: Readonly<Record<LiveRun['shown'], readonly LogLine['tone'][]>> = {
  everything: ['action', 'info', 'warning', 'error'],
  actions: ['action'],
  warnings: ['warning', 'error'],
}

function filtered({ state, shown }: LiveRun): RunState {
  if (shown === 'everything') return state
  return { ...state, log: state.log.filter(({ tone }) => tones[shown].includes(tone)) }
}

function useClock(isRunning: boolean): number {
  const [now, setNow] = useState(Date.now)
  useEffect(() => {
    if (!isRunning) return
    setNow(Date.now())
    const timer = setInterval(() => setNow(Date.now()), 500)
    return () => clearInterval(timer)
  }, [isRunning])
  return now
}
