import { hasErrors } from '../../core/findings/make.ts'
import { donorNames, listedModels } from '../../core/recipe/recipe.ts'
import type { AppAction } from './actions.ts'
import { type AppState, isRunning, type ScreenName, screenNames } from './app.ts'
import { paneActionOf } from './audit-pane.ts'
import type { Binding } from './binding.ts'
import { saveEffect } from './history.ts'
import { isChanged, whyNotWeigh } from './next-run.ts'
import { type Command, commandsFor } from './palette.ts'
import { recipeRows } from './recipe-rows.ts'
import { commandsOf, donorAt, resultRows } from './result-rows.ts'

const bind = (
  keys: string,
  label: string,
  action: AppAction,
  why: string | null = null,
  shown?: string,
): Binding => {
  const all = keys.split(' ')
  return { keys: all, shown: shown ?? all[0]!, label, action, why }
}
const move = (by: number): AppAction => ({ kind: 'move', by })
const arrows = [bind('up', '', move(-1), null, ''), bind('down', '', move(1), null, '')]
const end = 1_000_000
const pages = [
  bind('pageup', '', move(-10), null, ''),
  bind('pagedown', '', move(10), null, ''),
  bind('home', '', move(-end), null, ''),
  bind('end', '', move(end), null, ''),
]
/** The same by the keys of vi, where no letter is typed. */
const viMoves = [
  bind('k', '', move(-1), null, ''),
  bind('j', '', move(1), null, ''),
  bind('ctrl+b ctrl+u', '', move(-10), null, ''),
  bind('ctrl+f ctrl+d', '', move(10), null, ''),
  bind('g', '', move(-end), null, ''),
  bind('G', '', move(end), null, ''),
]
/** All of it, for a list. */
const moves = [...arrows, ...pages, ...viMoves]
const sideways = [
  bind('left shift+tab', '', { kind: 'sideways', by: -1 }, null, ''),
  bind('right tab', '', { kind: 'sideways', by: 1 }, null, ''),
]

/** Whether a line is being typed, so that letters are text and no commands. */
export const isTyping = ({ screen, adding, recipe, run, find, palette }: AppState): boolean =>
  palette !== null ||
  (find !== null && find.typing !== null) ||
  (screen === 'donors' && adding !== null) ||
  (screen === 'recipe' && recipe.edit !== null) ||
  (screen === 'run' && run !== null && run.state.pane.typing !== null)

/** Every key that means something now, those of the screen first. Empty shown text: too plain for the footer. */
export function bindingsOf(state: AppState): readonly Binding[] {
  if (state.question !== null || state.run?.state.question)
    return [
      bind('y', state.question === 'unsaved' ? 'leave it' : 'yes', { kind: 'answer', yes: true }),
      ...(state.question === 'unsaved'
        ? [
            bind(
              's',
              'save it first',
              effect(saveEffect(state, state.leaving ?? undefined)),
              whyNotSave(state),
            ),
          ]
        : []),
      bind('n esc', state.question === 'unsaved' ? 'stay' : 'no', { kind: 'answer', yes: false }),
      quitKey(state),
    ]
  if (state.help) return [bind('esc ? q enter', 'back', { kind: 'help' }), quitKey(state)]
  if (state.palette)
    return [
      bind(
        'enter',
        'do it',
        { kind: 'choose-command' },
        openCommands(state).length > 0 ? null : 'there is no such command',
      ),
      ...arrows,
      bind('pageup', '', move(-10), null, ''),
      bind('pagedown', '', move(10), null, ''),
      bind('esc', 'back', { kind: 'palette' }),
      quitKey(state),
    ]
  if (state.find?.typing)
    return [
      bind('enter', 'keep', { kind: 'find-done', keep: true }),
      ...arrows,
      bind('esc', 'back', { kind: 'find-done', keep: false }),
      quitKey(state),
    ]
  const own = ownKeys(state)
  return isTyping(state) || state.recipe.picker !== null
    ? [...own, quitKey(state)]
    : [...own, ...common(state)]
}

/** What the palette offers: all that can be done on the screen below it. */
export const openCommands = (state: AppState): readonly Command[] =>
  commandsFor(state, bindingsOf({ ...state, palette: null, find: null }))

const findKeys = ({ find, screen }: AppState): readonly Binding[] => {
  const isList = screen === 'home' || screen === 'result'
  const none = find ? null : 'nothing is looked for'
  return [
    bind('/', isList ? 'filter' : 'find', { kind: 'find' }),
    ...(isList
      ? []
      : [
          bind('n', '', { kind: 'find-next', by: 1 }, none, ''),
          bind('N', '', { kind: 'find-next', by: -1 }, none, ''),
        ]),
  ]
}

const quitKey = (state: AppState): Binding =>
  bind(
    'ctrl+c',
    '',
    isRunning(state) && state.question !== 'unsaved'
      ? { kind: 'ask', question: 'cancel' }
      : // Pressed at the question, it is the answer.
        effect({ kind: 'quit', ...(state.question === 'unsaved' && { sure: true }) }),
    null,
    '',
  )

const effect = (wanted: NonNullable<AppState['effect']>): AppAction => ({ kind: 'effect', effect: wanted })

function common(state: AppState): readonly Binding[] {
  const quit: AppAction = isRunning(state) ? { kind: 'ask', question: 'quit' } : effect({ kind: 'quit' })
  return [
    ...(state.screen === 'run' ? [] : findKeys(state)),
    bind(':', 'commands', { kind: 'palette' }),
    bind('?', 'help', { kind: 'help' }),
    bind('q', 'quit', quit),
    ...screenNames.map((screen, index) =>
      bind(String(index + 1), '', { kind: 'go', screen }, whyNot(state, screen), ''),
    ),
    quitKey(state),
  ]
}

/** Why a screen cannot be shown yet. */
export function whyNot(state: AppState, screen: ScreenName): string | null {
  const opened = state.screen === 'result' ? state.result?.recipe : null
  if (screen === 'recipe' && donorNames(state.config).length === 0 && !opened) return 'no donors yet'
  if (screen === 'run' && state.run === null) return 'nothing has been run yet'
  if (screen === 'result' && state.result === null)
    return 'no result yet: run a recipe, or open a run from the list'
  return null
}

function ownKeys(state: AppState): readonly Binding[] {
  switch (state.screen) {
    case 'home':
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
    case 'donors':
      return state.adding ? addingKeys(state) : donorKeys(state)
    case 'recipe':
      return recipeKeys(state)
    case 'run':
      return runKeys(state)
    case 'result':
      return resultKeys(state)
  }
}

function addingKeys({ adding }: AppState): readonly Binding[] {
  const something = adding!.line.parts.length > 0 || adding!.chosen >= 0
  return [
    bind('enter', 'add', { kind: 'open-row' }, something ? null : 'type a path, a Hub id or a YAML file'),
    bind('tab', 'complete', { kind: 'complete' }, adding!.suggestions.length > 0 ? null : 'nothing fits'),
    bind('down', 'choose', move(1), null, '↑↓'),
    bind('up', '', move(-1), null, ''),
    bind('esc', 'done', { kind: 'leave' }),
  ]
}

function donorKeys(state: AppState): readonly Binding[] {
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

function recipeKeys(state: AppState): readonly Binding[] {
  const { picker, edit } = state.recipe
  if (picker)
    return [bind('enter', 'choose', { kind: 'open-row' }), bind('esc', 'back', { kind: 'leave' }), ...moves]
  if (edit)
    return [bind('enter', 'set', { kind: 'open-row' }), bind('esc', 'leave unchanged', { kind: 'leave' })]
  const row = recipeRows(state)[state.recipe.row]
  const isForm = listedModels(state.config) !== null
  const isCell = row?.kind === 'donor' && row.cells.length > 0 && isForm
  const isValue = row?.kind === 'parameter' || row?.kind === 'setting' || isCell
  const whyNotAll = isForm
    ? isCell
      ? null
      : "choose a donor's value"
    : 'slices and modules are edited as YAML: press e'
  return [
    bind(
      'enter',
      'change',
      { kind: 'open-row' },
      row?.kind === 'donor' && !isValue
        ? isForm
          ? 'nothing to change here'
          : 'slices and modules are edited as YAML: press e'
        : null,
    ),
    bind('backspace', 'default', { kind: 'clear-value' }, isValue ? null : 'only values have a default', '⌫'),
    bind('s', 'save', effect(saveEffect(state)), whyNotSave(state)),
    bind('l', 'load', { kind: 'add' }),
    bind('e', 'editor', effect({ kind: 'edit', text: state.slip?.text ?? state.text })),
    bind(
      'r',
      'run',
      effect({ kind: 'run', leftover: 'refuse', ...(isNext(state) && { anew: true }) }),
      whyNotRun(state),
    ),
    ...undoKeys(state),
    bind('a', 'for all donors', { kind: 'edit-all' }, whyNotAll),
    bind('%', 'weights to 1', { kind: 'normalise' }, whyNotAll),
    bind('esc', 'donors', { kind: 'go', screen: 'donors' }),
    ...moves,
    ...sideways,
    bind('h', '', { kind: 'sideways', by: -1 }, null, ''),
  ]
}

const undoKeys = ({ past, future, slip }: AppState): readonly Binding[] => [
  bind('u', 'undo', { kind: 'undo' }, past.length > 0 || slip ? null : 'nothing to undo'),
  bind(
    'U',
    'redo',
    { kind: 'redo' },
    future.length > 0 ? null : 'nothing to redo',
    future.length > 0 ? 'U' : '',
  ),
]

function whyNotReadAgain({ config, donors, donorRow }: AppState): string | null {
  const name = donorNames(config)[donorRow]
  if (name === undefined) return 'no donors yet'
  return donors.get(name)?.status === 'reading' ? 'it is being read' : null
}

const whyNotSave = ({ slip }: AppState): string | null =>
  slip === null ? null : 'the text from the editor is not a recipe yet: press e'

/** The run itself looks at donors that are not read yet. */
function whyNotRunAnew(state: AppState): string | null {
  const { result, recipe } = state
  if (!result || !isChanged({ ...state, result })) return 'nothing is changed yet: x, + and - do'
  const prediction = recipe.prediction && { ...recipe.prediction, waitsFor: [] }
  return whyNotRun({ ...state, recipe: { ...recipe, prediction: recipe.predicting ? null : prediction } })
}

/** It began with a run that is done, and was given no folder of its own since. */
const isNext = ({ origin, output, text }: AppState): boolean =>
  origin !== null && output === origin.output && text !== origin.text

function whyNotRun(state: AppState): string | null {
  if (isRunning(state)) return 'a run is in progress'
  if (state.slip) return 'the text from the editor is not a recipe yet: press e'
  for (const name of donorNames(state.config)) {
    const donor = state.donors.get(name)
    if (donor?.status === 'failed') return `${name}: ${donor.message}`
  }
  const { prediction } = state.recipe
  if (prediction?.waitsFor.length) return 'donors are still being read'
  if (prediction && hasErrors(prediction.findings))
    return prediction.findings.find(({ severity }) => severity === 'error')!.message
  return state.output.trim() === '' ? 'no output folder is given' : null
}

/** Keys of the tensors that are heard, as the dashboard of `mergescope run` has them. */
function paneKeys({ run }: AppState): readonly Binding[] {
  if (!run) return []
  const { pane, heard } = run.state
  const none = heard.length > 0 ? null : 'no tensor is merged yet'
  const key = (keys: string, label: string, shown?: string) => {
    const action = paneActionOf(pane, keys.split(' ')[0]!)
    return action === null ? [] : [bind(keys, label, { kind: 'run', id: run.id, action }, none, shown)]
  }
  if (pane.typing) return [...key('enter', 'keep the filter'), ...key('esc', 'no filter')]
  return [
    ...key('v', `view: ${pane.view}`),
    ...key('p', pane.paused === null ? 'pause' : 'follow'),
    ...key('/', 'filter'),
    ...['up k', 'down j', 'pageup', 'pagedown', 'end G'].flatMap((keys) => key(keys, '', '')),
  ]
}

function runKeys(state: AppState): readonly Binding[] {
  if (isTyping(state)) return paneKeys(state)
  const filter = bind('f', `log: ${state.run?.shown ?? ''}`, { kind: 'sideways', by: 1 })
  if (isRunning(state)) {
    const stopping = state.run!.state.stopping ? 'it is stopping' : null
    return [bind('esc', 'cancel', { kind: 'ask', question: 'cancel' }, stopping), ...paneKeys(state), filter]
  }
  const error = state.run?.ended?.error ?? null
  const kept = state.run?.ended?.result?.kept !== undefined
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
    bind('t', kept ? 'start over' : 'retry', again('discard'), error ? null : 'the run is finished'),
    bind('r', 'resume', again('continue'), kept || exists ? null : 'there is no unfinished work to resume'),
    bind('w', 'overwrite', again('overwrite'), exists ? null : 'the output folder is free'),
    ...paneKeys(state),
    filter,
    bind('esc', 'recipe', { kind: 'go', screen: 'recipe' }),
  ]
}

function resultKeys(state: AppState): readonly Binding[] {
  const { result } = state
  if (!result) return []
  const rows = resultRows({ ...state, result }, state.recent ?? [])
  const into = rows.some(({ into }) => into !== null)
  const whyNotChange = whyNotWeigh(state, donorAt(rows[result.row]))
  return [
    bind('tab right l', 'view', { kind: 'sideways', by: 1 }, null, '←→'),
    bind('shift+tab left h', '', { kind: 'sideways', by: -1 }, null, ''),
    bind('x', 'leave out', { kind: 'leave-out' }, whyNotChange),
    bind('+ =', 'weight', { kind: 'weigh', by: 1 }, whyNotChange, '+/-'),
    bind('- _', '', { kind: 'weigh', by: -1 }, whyNotChange, ''),
    bind('r', 'run', { kind: 'run-anew' }, whyNotRunAnew(state)),
    ...undoKeys(state),
    bind(
      'e',
      'recipe',
      { kind: 'take-recipe' },
      result.recipe ? null : 'the record of this run holds no recipe',
    ),
    bind('enter', 'look into', { kind: 'open-row' }, into ? null : 'there is nothing below', 'enter'),
    bind('o', 'report', effect({ kind: 'open-report', folder: result.run.folder })),
    bind('c', 'copy commands', effect({ kind: 'copy', text: commandsOf(result).join('\n') })),
    bind('esc', state.find ? 'no filter' : result.into.length > 0 ? 'back' : 'home', { kind: 'leave' }),
    ...moves,
  ]
}
