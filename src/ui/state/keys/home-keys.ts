import type { AppState } from '../app.ts'
import type { Binding } from '../binding.ts'
import { bind, effect, moves } from './bind.ts'

/** Of the list of runs. */
export function homeKeys(state: AppState): readonly Binding[] {
  return [
    bind('n', 'new merge', { kind: 'go', screen: 'donors' }),
    ...(state.draft
      ? [bind('r', 'restore the unsaved recipe', effect({ kind: 'take-up', draft: state.draft }))]
      : []),
    bind('enter', 'open the run', { kind: 'open-row' }, state.recent?.length ? null : 'no run yet'),
    bind('m', 'mark', { kind: 'mark-run' }, state.recent?.length ? null : 'no run yet'),
    bind(
      'c',
      state.marked ? 'compare with the marked' : 'compare',
      { kind: 'compare' },
      (state.recent?.length ?? 0) > 1 ? null : 'it takes two runs',
    ),
    ...moves,
  ]
}
