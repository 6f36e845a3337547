import type { AppState } from '../app.ts'
import type { Binding } from '../binding.ts'
import { bind } from './bind.ts'

export const undoKeys = ({ past, future, slip }: AppState): readonly Binding[] => [
  bind('u', 'undo', { kind: 'undo' }, past.length > 0 || slip ? null : 'nothing to undo'),
  bind(
    'U ctrl+r',
    'redo',
    { kind: 'redo' },
    future.length > 0 ? null : 'nothing to redo',
    future.length > 0 ? 'U' : '',
  ),
]
