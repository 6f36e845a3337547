import type { AppAction } from './actions.ts'
import { answered } from './answered.ts'
import type { AppState } from './app.ts'
import { guarded, isUnsaved, remembered, stepped } from './history.ts'
import { isTyping } from './keys/typing.ts'
import { whyNot } from './keys/why-not.ts'
import { bindingsOf, openCommands } from './keys.ts'
import { editLine, insertText, lineOf } from './line.ts'
import { withRecipeOf } from './next-run.ts'
import { emptyPalette } from './palette.ts'
import { reduceDonors } from './reduce-donors.ts'
import { reduceScreen } from './reduce-screen.ts'
import { reduceTold } from './reduce-told.ts'
import { refused } from './refused.ts'
import { newResult } from './result-state.ts'
import { typed } from './typed.ts'

/**
 * The whole app as one function of what happened. Work outside is asked for through `effect`. Whatever an action does,
 * what the user made is remembered, and left only after a question.
 */
export function reduceApp(state: AppState, action: AppAction): AppState {
  const next = reduce(state, action)
  // What is looked for belongs to one list.
  const isElsewhere = next.screen !== state.screen || next.result?.view !== state.result?.view
  return guarded(state, remembered(state, isElsewhere && next.find ? { ...next, find: null } : next, action))
}

function reduce(state: AppState, action: AppAction): AppState {
  switch (action.kind) {
    case 'key':
      return reduceKey({ ...state, notice: null }, action.key)
    case 'paste':
      // What waits for an answer or a choice is no place to put it.
      if (state.question !== null || state.run?.state.question || state.help || state.recipe.picker)
        return state
      return isTyping(state) && !(state.screen === 'donors' && /[\r\n]/.test(action.text.trim()))
        ? typed(state, (line) => insertText(line, action.text.trim()))
        : pasted(state, action)
    case 'palette':
      return { ...state, palette: state.palette ? null : emptyPalette, notice: null }
    case 'choose-command': {
      const command = state.palette && openCommands(state)[state.palette.index]
      const closed = { ...state, palette: null }
      return command ? reduce(closed, command.action) : closed
    }
    case 'begin-command':
      return { ...state, palette: { line: lineOf(action.text), index: 0 } }
    case 'nothing':
      return state
    case 'go': {
      const from = withOpenedRecipe(state, action.screen)
      const why = whyNot(from, action.screen)
      return why === null ? { ...from, screen: action.screen, notice: null } : refused(state, why)
    }
    case 'help':
      return { ...state, help: !state.help, helpRow: 0 }
    case 'ask':
      return { ...state, question: action.question }
    case 'answer':
      return answered(state, action.yes)
    case 'effect':
      return { ...state, effect: action.effect, question: null, leaving: null, notice: null }
    case 'notice':
      return { ...state, notice: { tone: action.tone, text: action.text } }
    case 'undo':
      return stepped(state, 'back')
    case 'redo':
      return stepped(state, 'forth')
    case 'show-result':
      return { ...state, screen: 'result', result: newResult(action.run, null), notice: null }
    default:
      return reduceTold(state, action) ?? reduceScreen(state, action)
  }
}

function reduceKey(state: AppState, key: string): AppState {
  const binding = bindingsOf(state).find(({ keys }) => keys.includes(key))
  if (binding) return binding.why === null ? reduce(state, binding.action) : refused(state, binding.why)
  if (!isTyping(state) || state.question !== null || state.help) return state
  return typed(state, (line) => ([...key].length === 1 ? insertText(line, key) : editLine(line, key)))
}

/** A result opens with its recipe: the form shows that one, where there is nothing of the user's own to lose. */
function withOpenedRecipe(state: AppState, screen: AppState['screen']): AppState {
  const isForm = screen === 'donors' || screen === 'recipe'
  return state.screen === 'result' && state.result && isForm && !isUnsaved(state)
    ? withRecipeOf(state, state.result)
    : state
}

/** Models that are pasted beside a result come to its recipe. */
function pasted(state: AppState, action: Extract<AppAction, { kind: 'paste' }>): AppState {
  const next = reduceDonors(withOpenedRecipe(state, 'donors'), action)
  return next.screen === 'donors' ? next : { ...state, notice: next.notice }
}
