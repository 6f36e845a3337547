import type { AppAction } from './actions.ts'
import { type AppState, isRunning } from './app.ts'
import type { Binding } from './binding.ts'
import { saveEffect } from './history.ts'
import { arrows, bind, effect, moves, pages } from './keys/bind.ts'
import { addingKeys, donorKeys } from './keys/donor-keys.ts'
import { homeKeys } from './keys/home-keys.ts'
import { recipeKeys } from './keys/recipe-keys.ts'
import { resultKeys } from './keys/result-keys.ts'
import { runKeys } from './keys/run-keys.ts'
import { isTyping } from './keys/typing.ts'
import { whyNot, whyNotSave } from './keys/why-not.ts'
import { type Command, commandsFor } from './palette.ts'
import { screenNames } from './screen-name.ts'

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
  if (state.help) return [bind('esc ? q enter', 'back', { kind: 'help' }), ...moves, quitKey(state)]
  if (state.palette)
    return [
      bind(
        'enter',
        'do it',
        { kind: 'choose-command' },
        openCommands(state).length > 0 ? null : 'there is no such command',
      ),
      ...arrows,
      ...pages,
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

const everywhere = [
  ['↑ ↓ j k', 'move; by tens with the page keys, to the ends with home and end'],
  ['← → tab 1 … 5', 'the next value, cell or view; a screen'],
  ['ctrl+a e u k', 'in a typed line: go to start, end; delete before, after'],
  ['ctrl+c', 'quit; while something runs, ask first'],
] as const

/** Every key of the screen below the help, with the reason of those that do nothing now. */
export const helpEntries = (state: AppState): readonly (readonly [string, string])[] => [
  ...bindingsOf({ ...state, help: false })
    .filter(({ shown }) => shown !== '')
    .map(
      ({ keys, label, why, shown }) =>
        [
          keys.includes(' ') ? shown : keys.join(' '),
          why === null ? label : `${label}: not now, ${why}`,
        ] as const,
    ),
  ...everywhere,
]

/** What the palette offers: all that can be done on the screen below it. */
export const openCommands = (state: AppState): readonly Command[] =>
  commandsFor(state, bindingsOf({ ...state, palette: null, find: null }))

const findKeys = ({ find, screen }: AppState): readonly Binding[] => {
  const narrows = screen === 'home' || screen === 'result'
  const none = find ? null : 'nothing is looked for'
  return [
    bind('/', 'find', { kind: 'find' }),
    ...(narrows
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

function ownKeys(state: AppState): readonly Binding[] {
  switch (state.screen) {
    case 'home':
      return homeKeys(state)
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
