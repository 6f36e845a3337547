import type { AppState } from '../app.ts'
import type { Binding } from '../binding.ts'
import { nextStep } from '../history.ts'
import { bind } from './bind.ts'

export function undoKeys(state: AppState): readonly Binding[] {
  const [back, forth] = [nextStep(state, 'back'), nextStep(state, 'forth')]
  const elsewhere =
    state.past.length > 0 ? 'nothing to undo here: u in the recipe (3) goes further back' : 'nothing to undo'
  return [
    bind('u', 'undo', { kind: 'undo' }, back || state.slip ? null : elsewhere),
    bind('U ctrl+r', 'redo', { kind: 'redo' }, forth ? null : 'nothing to redo', forth ? 'U' : ''),
  ]
}
