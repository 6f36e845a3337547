import type { AppState } from '../app.ts'
import type { Binding } from '../binding.ts'
import { editEffect, saveEffect } from '../history.ts'
import { takenBy } from '../next-run.ts'
import { cellsOf } from '../recipe-row.ts'
import { recipeRows } from '../recipe-rows.ts'
import { whyAsYaml } from './as-yaml.ts'
import { bind, effect, moves, sideways } from './bind.ts'
import { undoKeys } from './undo-keys.ts'
import { whyNotRun, whyNotSave } from './why-not.ts'

export function recipeKeys(state: AppState): readonly Binding[] {
  const { picker, edit } = state.recipe
  if (picker)
    return [bind('enter', 'choose', { kind: 'open-row' }), bind('esc', 'back', { kind: 'leave' }), ...moves]
  if (edit)
    return [bind('enter', 'set', { kind: 'open-row' }), bind('esc', 'leave unchanged', { kind: 'leave' })]
  const row = recipeRows(state)[state.recipe.row]
  const asYaml = whyAsYaml(state.config)
  const isCell = row?.kind === 'donor' && row.cells.length > 0 && asYaml === null
  const isValue =
    isCell ||
    row?.kind === 'parameter' ||
    row?.kind === 'setting' ||
    (row?.kind === 'whole' && cellsOf(row).length > 0)
  const isFull = takenBy(state)?.by === 'files'
  const whyNotAll = asYaml ?? (isCell ? null : "choose a donor's value")
  return [
    bind(
      'enter',
      'change',
      { kind: 'open-row' },
      row?.kind === 'donor' && !isValue ? (asYaml ?? 'nothing to change here') : null,
    ),
    bind('backspace', 'default', { kind: 'clear-value' }, isValue ? null : 'only values have a default', '⌫'),
    bind('s', 'save', effect(saveEffect(state)), whyNotSave(state)),
    bind('l', 'load', { kind: 'add' }),
    bind('e', 'editor', effect(editEffect(state))),
    bind(
      'r',
      'run',
      effect({ kind: 'run', leftover: 'refuse', ...((isFull || isNext(state)) && { anew: true }) }),
      whyNotRun(state),
    ),
    ...(isFull
      ? [bind('w', 'overwrite', effect({ kind: 'run', leftover: 'overwrite' }), whyNotRun(state))]
      : []),
    ...undoKeys(state),
    bind('o', 'options', { kind: 'to-options' }),
    bind('a', 'for all donors', { kind: 'edit-all' }, whyNotAll),
    bind('%', 'weights to 1', { kind: 'normalise' }, whyNotAll),
    bind('esc', 'donors', { kind: 'go', screen: 'donors' }),
    ...moves,
    ...sideways,
    bind('h', '', { kind: 'sideways', by: -1 }, null, ''),
  ]
}

/** It began with a run that is done, and was given no folder of its own since. */
const isNext = ({ origin, output, text }: AppState): boolean =>
  origin !== null && output === origin.output && text !== origin.text
