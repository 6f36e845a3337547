import { type AppState, isRunning } from '../app.ts'
import { paneActionOf } from '../audit-pane.ts'
import type { Binding } from '../binding.ts'
import { bind, effect } from './bind.ts'
import { isTyping } from './typing.ts'

export function runKeys(state: AppState): readonly Binding[] {
  if (isTyping(state)) return paneKeys(state)
  const filter = bind('f', `log: ${state.run?.shown ?? ''}`, { kind: 'sideways', by: 1 })
  if (isRunning(state)) {
    const stopping = state.run!.state.stopping ? 'it is stopping' : null
    return [bind('esc', 'cancel', { kind: 'ask', question: 'cancel' }, stopping), ...paneKeys(state), filter]
  }
  const error = state.run?.ended?.error ?? null
  const kept = state.run?.ended?.result?.kept !== undefined || error?.code === 'output-unfinished'
  const again = (leftover: 'refuse' | 'continue' | 'discard' | 'overwrite') =>
    effect({ kind: 'run', leftover })
  const exists = error?.code === 'output-exists'
  return [
    bind(
      'enter',
      'result',
      { kind: 'go', screen: 'result' },
      error && error.code !== 'output-failed-checks' ? 'the run produced no result' : null,
    ),
    exists
      ? bind('t', 'into another folder', effect({ kind: 'run', leftover: 'refuse', anew: true }))
      : bind('t', kept ? 'start over' : 'retry', again('discard'), error ? null : 'the run is finished'),
    bind('r', 'resume', again('continue'), kept ? null : 'there is no unfinished work to resume'),
    bind('w', 'overwrite', again('overwrite'), exists ? null : 'the output folder is free'),
    ...paneKeys(state),
    filter,
    bind('esc', 'recipe', { kind: 'go', screen: 'recipe' }),
  ]
}

/** Keys of the tensors that are heard, as the dashboard of `mergescope run` has them. */
function paneKeys({ run }: AppState): readonly Binding[] {
  if (!run) return []
  const { pane, heard } = run.state
  const isMoving = run.ended === null || pane.paused !== null
  const none = heard.length > 0 ? null : 'no tensor is merged yet'
  const key = (keys: string, label: string, shown?: string) => {
    const action = paneActionOf(pane, keys.split(' ')[0]!)
    return action === null ? [] : [bind(keys, label, { kind: 'run', id: run.id, action }, none, shown)]
  }
  if (pane.typing) return [...key('enter', 'keep'), ...key('esc', 'show all')]
  return [
    ...key('v', `view: ${pane.view}`),
    // Of the list, not of the merge; and what has ended moves no more.
    ...(isMoving ? key('p', pane.paused === null ? 'hold list' : 'newest') : []),
    ...key('/', 'find'),
    ...['up k', 'down j', 'pageup', 'pagedown', 'end G'].flatMap((keys) => key(keys, '', '')),
  ]
}
