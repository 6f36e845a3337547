import type { AppAction } from './actions.ts'
import { answered } from './answered.ts'
import type { AppState } from './app.ts'
import { beforeOf } from './before-of.ts'
import { clamp } from './clamp.ts'
import { isFindAction, reduceFind } from './find.ts'
import { guarded, isUnsaved, remembered, stepped } from './history.ts'
import { isTyping } from './keys/typing.ts'
import { whyNot } from './keys/why-not.ts'
import { bindingsOf, helpEntries, openCommands } from './keys.ts'
import { editLine, insertText, lineOf } from './line.ts'
import { logFilters } from './live-run.ts'
import { withRecipeOf } from './next-run.ts'
import { emptyPalette } from './palette.ts'
import { recipeLoaded } from './recipe-loaded.ts'
import { reduceDonors } from './reduce-donors.ts'
import { reduceHome } from './reduce-home.ts'
import { reduceRecipe } from './reduce-recipe.ts'
import { reduceResult } from './reduce-result.ts'
import { newResult } from './result-state.ts'
import { runEnded } from './run-ended.ts'
import { reduceRun, startOfRun } from './run-state.ts'
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
      return why === null ? { ...from, screen: action.screen, notice: null } : refuse(state, why)
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
    case 'environment':
      return {
        ...state,
        environment: { text: action.text, fix: action.fix },
        mergekit: action.mergekit,
        transformers: action.transformers ?? state.transformers,
      }
    case 'recent':
      return { ...state, recent: action.runs, homeRow: clamp(state.homeRow, action.runs.length) }
    case 'unfinished':
      return { ...state, unfinished: action.runs }
    case 'run-started': {
      const { id, at, config, output, command } = action
      const before = beforeOf(state)
      const shown = logFilters[0]
      const run = { id, config, output, command, before, state: startOfRun(at), shown, ended: null }
      return { ...state, run, screen: 'run', notice: null }
    }
    case 'run':
      return state.run?.id === action.id
        ? { ...state, run: { ...state.run, state: reduceRun(state.run.state, action.action) } }
        : state
    case 'run-ended':
      return runEnded(state, action)
    case 'recipe':
      return recipeLoaded(state, action)
    case 'draft':
      return { ...state, draft: action.draft }
    case 'slip': {
      const { text, problem } = action
      return { ...state, slip: { text, problem }, question: 'slip' }
    }
    case 'file': {
      const { file, text } = action
      if (text === null) return { ...state, file }
      return { ...state, file, saved: file, known: new Map(state.known).set(file, text) }
    }
    case 'output':
      return { ...state, output: action.output }
    case 'undo':
      return stepped(state, 'back')
    case 'redo':
      return stepped(state, 'forth')
    case 'show-result':
      return { ...state, screen: 'result', result: newResult(action.run, null), notice: null }
    default:
      return reduceScreen(state, action)
  }
}

/** They come or are pressed on whatever screen, and concern the donors. */
const ofDonors: ReadonlySet<AppAction['kind']> = new Set([
  ...(['suggest', 'add', 'complete', 'mark-suggestion'] as const),
  ...(['remove-donor', 'read-again', 'base-donor', 'donor'] as const),
])

/** The same for the recipe. */
const ofRecipe: ReadonlySet<AppAction['kind']> = new Set([
  ...(['predicting', 'predicted', 'rehearsing', 'rehearsed'] as const),
  'output-seen' as const,
  ...(['clear-value', 'edit-all', 'normalise'] as const),
])

/** Moves and choices mean what the screen says they mean. */
function reduceScreen(state: AppState, action: AppAction): AppState {
  if (isFindAction(action)) return reduceFind(state, action)
  if (state.help && action.kind === 'move')
    return { ...state, helpRow: clamp(state.helpRow + action.by, helpEntries(state).length) }
  if (state.palette && action.kind === 'move') {
    const index = clamp(state.palette.index + action.by, openCommands(state).length)
    return { ...state, palette: { ...state.palette, index } }
  }
  if (state.screen === 'result' && action.kind === 'leave' && state.find) return { ...state, find: null }
  if (ofDonors.has(action.kind)) return reduceDonors(state, action)
  if (ofRecipe.has(action.kind)) return reduceRecipe(state, action)
  switch (state.screen) {
    case 'home':
      return reduceHome(state, action)
    case 'donors':
      return reduceDonors(state, action)
    case 'recipe':
      return reduceRecipe(state, action)
    case 'run': {
      if (action.kind !== 'sideways' || !state.run) return state
      const next = logFilters[(logFilters.indexOf(state.run.shown) + 1) % logFilters.length]!
      return { ...state, run: { ...state.run, shown: next } }
    }
    case 'result':
      return reduceResult(state, action)
  }
}

function reduceKey(state: AppState, key: string): AppState {
  const binding = bindingsOf(state).find(({ keys }) => keys.includes(key))
  if (binding) return binding.why === null ? reduce(state, binding.action) : refuse(state, binding.why)
  if (!isTyping(state) || state.question !== null || state.help) return state
  return typed(state, (line) => ([...key].length === 1 ? insertText(line, key) : editLine(line, key)))
}

const refuse = (state: AppState, text: string): AppState => ({ ...state, notice: { tone: 'error', text } })

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
