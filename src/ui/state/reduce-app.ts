import { donorNames } from '../../core/recipe/recipe.ts'
import { recipeOf } from '../../core/view/what-if.ts'
import type { RecentRun } from '../../steps/results/read-run.ts'
import type { AppAction } from './actions.ts'
import { type AppState, logFilters, type ResultState } from './app.ts'
import { clamp } from './clamp.ts'
import { foundRuns, isFindAction, reduceFind } from './find.ts'
import { guarded, isUnsaved, remembered, stepped } from './history.ts'
import { isTyping } from './keys/typing.ts'
import { whyNot } from './keys/why-not.ts'
import { bindingsOf, helpEntries, openCommands } from './keys.ts'
import { editLine, insertText, type Line } from './line.ts'
import { withRecipeOf } from './next-run.ts'
import { emptyPalette } from './palette.ts'
import { reduceDonors } from './reduce-donors.ts'
import { reduceRecipe } from './reduce-recipe.ts'
import { reduceResult } from './reduce-result.ts'
import { reduceRun, startOfRun } from './run-state.ts'

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
      const run = { id, config, output, command, state: startOfRun(at), shown: logFilters[0], ended: null }
      return { ...state, run, screen: 'run', notice: null }
    }
    case 'run':
      return state.run?.id === action.id
        ? { ...state, run: { ...state.run, state: reduceRun(state.run.state, action.action) } }
        : state
    case 'run-ended':
      return ended(state, action)
    case 'recipe':
      return loaded(state, action)
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
    case 'home': {
      const runs = foundRuns(state)
      if (action.kind === 'move') return { ...state, homeRow: clamp(state.homeRow + action.by, runs.length) }
      const run = runs[state.homeRow]
      return run ? ofRun(state, run, action) : state
    }
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

/** What is done with a run of Home. */
function ofRun(state: AppState, run: RecentRun, action: AppAction): AppState {
  switch (action.kind) {
    case 'open-row':
      return { ...state, screen: 'result', result: newResult(run, null) }
    case 'mark-run':
      return { ...state, marked: state.marked === run.folder ? null : run.folder }
    case 'compare': {
      const others = (state.recent ?? []).filter(({ folder }) => folder !== run.folder)
      const other = Math.max(
        0,
        others.findIndex(({ folder }) => folder === state.marked),
      )
      return { ...state, screen: 'result', result: { ...newResult(run, null), view: 'compare', other } }
    }
    default:
      return state
  }
}

function reduceKey(state: AppState, key: string): AppState {
  const binding = bindingsOf(state).find(({ keys }) => keys.includes(key))
  if (binding) return binding.why === null ? reduce(state, binding.action) : refuse(state, binding.why)
  if (!isTyping(state) || state.question !== null || state.help) return state
  return typed(state, (line) => ([...key].length === 1 ? insertText(line, key) : editLine(line, key)))
}

/** The line that is being typed, changed. */
function typed(state: AppState, change: (line: Line) => Line): AppState {
  const { adding, recipe, palette, find } = state
  if (palette) return { ...state, palette: { line: change(palette.line), index: 0 } }
  if (find?.typing) return reduceFind(state, { kind: 'find-typed', line: change(find.typing) })
  if (state.screen === 'donors' && adding)
    return { ...state, adding: { ...adding, line: change(adding.line), chosen: -1, problem: null } }
  if (recipe.edit) return { ...state, recipe: { ...recipe, edit: change(recipe.edit) } }
  const typing = state.run?.state.pane.typing
  if (!state.run || !typing) return state
  const action = { kind: 'pane-typed', line: change(typing) } as const
  return { ...state, run: { ...state.run, state: reduceRun(state.run.state, action) } }
}

const refuse = (state: AppState, text: string): AppState => ({ ...state, notice: { tone: 'error', text } })

function answered(state: AppState, yes: boolean): AppState {
  const { question, leaving, slip } = state
  if (question === null) return { ...state, effect: { kind: 'answer', yes } }
  const asked = { ...state, question: null, leaving: null }
  switch (question) {
    case 'slip':
      // The text is kept: `e` goes back to it at any time.
      return yes && slip ? { ...asked, effect: { kind: 'edit', text: slip.text } } : asked
    case 'unsaved':
      return yes && leaving ? { ...asked, effect: { ...leaving, sure: true } as typeof leaving } : asked
    default:
      return yes ? { ...asked, effect: { kind: question } } : asked
  }
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

function ended(state: AppState, action: Extract<AppAction, { kind: 'run-ended' }>): AppState {
  const { run } = state
  if (run?.id !== action.id) return state
  const { result, error, folder } = action
  const question = state.question === 'cancel' ? null : state.question
  const next: AppState = { ...state, question, run: { ...run, ended: { result, error } } }
  // What failed its checks lies there with its figures: they may tell which donor it is.
  if (result === null || (error !== null && error.code !== 'output-failed-checks')) return next
  const shown = newResult({ folder, result }, run.config)
  const origin = { folder, text: result.config, output: run.output }
  const screen = state.screen === 'run' && error === null ? 'result' : state.screen
  return { ...next, result: shown, screen, origin }
}

function loaded(state: AppState, { config, text, file }: Extract<AppAction, { kind: 'recipe' }>): AppState {
  const rows = donorNames(config).length
  // What was foretold of another recipe says nothing of this one.
  const foretold = { prediction: null, rehearsal: null }
  const recipe = { ...state.recipe, ...foretold, row: 0, cell: 0, edit: null, picker: null }
  const next = {
    ...state,
    config,
    text,
    recipe,
    adding: null,
    slip: null,
    donorRow: clamp(state.donorRow, rows),
  }
  if (file === null) return next
  const known = new Map(state.known).set(file, text)
  return { ...next, file, known, saved: null, notice: { tone: 'info', text: `loaded ${file}` } }
}

const newResult = (run: ResultState['run'], config: string | null): ResultState => ({
  run,
  config,
  recipe: recipeOf(run.result),
  view: 'shares',
  row: 0,
  quieter: 0,
  into: [],
  other: 0,
})
