import { donorNames, listedModels } from '../../../core/recipe/recipe.ts'
import type { AppState } from '../app.ts'
import type { Binding } from '../binding.ts'
import { canMark } from '../reduce-donors.ts'
import { bind, move, moves } from './bind.ts'
import { undoKeys } from './undo-keys.ts'
import { whyNotReadAgain } from './why-not.ts'

export function addingKeys({ adding }: AppState): readonly Binding[] {
  const { line, chosen, marked, suggestions } = adding!
  const something = line.parts.length > 0 || chosen >= 0 || marked.length > 0
  const mark: Binding = {
    keys: [' '],
    shown: 'space',
    label: 'mark',
    action: { kind: 'mark-suggestion' },
    why: null,
  }
  return [
    bind(
      'enter',
      marked.length > 0 ? `add the ${marked.length} marked` : 'add',
      { kind: 'open-row' },
      something ? null : 'type a path, a Hub id or a YAML file',
    ),
    // While no suggestion is chosen, a space belongs to what is typed.
    ...(canMark(adding!) ? [mark] : []),
    bind('tab', 'complete', { kind: 'complete' }, suggestions.length > 0 ? null : 'nothing fits'),
    bind('down', 'choose', move(1), null, '↑↓'),
    bind('up', '', move(-1), null, ''),
    bind('pageup', '', move(-10), null, ''),
    bind('pagedown', '', move(10), null, ''),
    bind('esc', 'done', { kind: 'leave' }),
  ]
}

export function donorKeys(state: AppState): readonly Binding[] {
  const none = donorNames(state.config).length === 0 ? 'no donors yet' : null
  const fixed = listedModels(state.config) === null ? 'slices and modules are edited as YAML' : none
  return [
    bind('a', 'add', { kind: 'add' }, listedModels(state.config) === null ? fixed : null),
    bind('b', 'base', { kind: 'base-donor' }, fixed),
    bind('d delete', 'remove', { kind: 'remove-donor' }, fixed),
    bind('r', 'read again', { kind: 'read-again' }, whyNotReadAgain(state)),
    ...undoKeys(state),
    bind('enter', 'recipe', { kind: 'go', screen: 'recipe' }, none),
    bind('esc', 'home', { kind: 'go', screen: 'home' }),
    ...moves,
  ]
}
