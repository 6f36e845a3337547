import { type AppState, isRunning } from '../app.ts'
import type { Binding } from '../binding.ts'
import { bind, effect, moves } from './bind.ts'
import { whyNotCompare } from './why-not.ts'

/** Of the list of runs. */
export function homeKeys(state: AppState): readonly Binding[] {
  return [
    bind('n', 'new merge', { kind: 'go', screen: 'donors' }),
    ...(state.draft
      ? [bind('r', 'restore the unsaved recipe', effect({ kind: 'take-up', draft: state.draft }))]
      : []),
    ...goOn(state),
    bind('enter', 'open the run', { kind: 'open-row' }, state.recent?.length ? null : 'no run yet'),
    bind('m', 'mark', { kind: 'mark-run' }, state.recent?.length ? null : 'no run yet'),
    bind(
      'c',
      state.marked ? 'compare with the marked' : 'compare',
      { kind: 'compare' },
      whyNotCompare(state),
    ),
    ...moves,
  ]
}

/** With the newest work that is unfinished: by its own command, so that all options are those of then. */
function goOn(state: AppState): readonly Binding[] {
  const [run] = state.unfinished
  if (!run) return []
  const why = isRunning(state) ? 'a run is in progress' : null
  return [bind('u', 'go on', effect({ kind: 'tool', words: run.resume, folder: run.folder }), why)]
}
