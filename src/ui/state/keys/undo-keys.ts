import type { AppState } from '../app.ts'
import type { Binding } from '../binding.ts'
import { nextStep } from '../history.ts'
import { bind } from './bind.ts'

export function undoKeys(state: AppState): readonly Binding[] {
  const [back, forth] = [nextStep(state, 'back'), nextStep(state, 'forth')]
  return [
    bind('u', 'undo', { kind: 'undo' }, back || state.slip ? null : 'nothing to undo'),
    bind('U ctrl+r', 'redo', { kind: 'redo' }, forth ? null : 'nothing to redo', forth ? 'U' : ''),
  ]
}
