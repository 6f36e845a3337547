import type { AppState } from '../app.ts'
import type { Binding } from '../binding.ts'
import { whyNotLeaveOut, whyNotLower, whyNotWeigh } from '../next-run.ts'
import { resultRows } from '../result-rows.ts'
import { commandsOf } from '../rows/commands-of.ts'
import { donorAt } from '../rows/row.ts'
import { bind, effect, moves } from './bind.ts'
import { undoKeys } from './undo-keys.ts'
import { whyNotDiffer, whyNotRunAnew } from './why-not.ts'

export function resultKeys(state: AppState): readonly Binding[] {
  const { result } = state
  if (!result) return []
  if (result.edit)
    return [bind('enter', 'set', { kind: 'open-row' }), bind('esc', 'leave unchanged', { kind: 'leave' })]
  const rows = resultRows({ ...state, result }, state.recent ?? [])
  const into = rows.some(({ into }) => into !== null)
  const donor = donorAt(rows[result.row])
  const whyNot = whyNotWeigh(state, donor)
  return [
    bind('tab right l', 'view', { kind: 'sideways', by: 1 }, null, '←→'),
    bind('shift+tab left h', '', { kind: 'sideways', by: -1 }, null, ''),
    bind('x', 'leave out', { kind: 'leave-out' }, whyNotLeaveOut(state, donor)),
    bind('+ =', 'weight', { kind: 'weigh', by: 1 }, whyNot, '+/-'),
    bind('- _', '', { kind: 'weigh', by: -1 }, whyNotLower(state, donor), ''),
    bind('w', 'type weight', { kind: 'type-weight' }, whyNot),
    bind('r', 'run', { kind: 'run-anew' }, whyNotRunAnew(state)),
    bind('d', 'compare', { kind: 'compare' }, whyNotDiffer(state)),
    ...undoKeys(state),
    bind(
      'e',
      'recipe',
      { kind: 'take-recipe' },
      result.recipe ? null : 'the record of this run holds no recipe',
    ),
    bind('enter', 'look into', { kind: 'open-row' }, into ? null : 'there is nothing below', 'enter'),
    ...(result.view === 'heatmap'
      ? [
          bind('>', 'donors', { kind: 'quieter', by: 5 }, null, '<>'),
          bind('<', '', { kind: 'quieter', by: -5 }, null, ''),
        ]
      : []),
    bind('o', 'report', effect({ kind: 'open-report', folder: result.run.folder })),
    bind('c', 'copy commands', effect({ kind: 'copy', text: commandsOf(result).join('\n') })),
    bind('esc', state.find ? 'show all' : result.into.length > 0 ? 'back' : 'home', { kind: 'leave' }),
    ...moves,
  ]
}
