import { editedText } from '../../core/recipe/edited-text.ts'
import { donorNames, emptyRecipe, recipeText } from '../../core/recipe/recipe.ts'
import type { AppAction } from './actions.ts'
import type { AppState } from './app.ts'
import { clamp } from './clamp.ts'
import type { Effect } from './effect.ts'
import type { Made } from './made.ts'

/** Steps back that are kept; a recipe is small. */
const mostSteps = 1000

const madeOf = ({ config, text, output, file, settings, origin }: AppState): Made => ({
  config,
  text,
  output,
  file,
  settings,
  origin,
})

/** What the user has made is another now: the text follows the form, and what was before can be had back. */
export function remembered(before: AppState, after: AppState, action: AppAction): AppState {
  if (action.kind === 'run-ended') return after
  // Where a recipe lies, and where its run goes, is found and told; that is no edit.
  if (after.past !== before.past || action.kind === 'file' || action.kind === 'output') return after
  const { config, text } = after
  const [made, now] = [madeOf(before), madeOf(after)]
  const isEdit = (['config', 'text', 'output', 'file', 'settings'] as const).some(
    (part) => made[part] !== now[part],
  )
  // Before the first recipe that is opened nothing was made that could be had back.
  const isUntouched = before.past.length === 0 && before.text === textOfStart && before.settings.size === 0
  const isOf = (action.kind === 'recipe' && action.file !== null) || isTakenUp(before, after)
  const isOpened = isOf && isUntouched
  if (!isEdit || isOpened) return after
  const follows = config !== before.config && text === before.text
  return {
    ...after,
    text: follows ? editedText(text, before.config, config) : text,
    past: [...before.past, madeOf(before)].slice(-mostSteps),
    future: [],
  }
}

/** Whether the recipe of a result came into the form, as it was run. */
const isTakenUp = (before: AppState, after: AppState): boolean =>
  after.origin !== before.origin && after.text === after.origin?.text

/**
 * The step that undo or redo takes; null where there is none. Beside a result it is one of its own recipe: others would
 * change a form that nobody sees there.
 */
export function nextStep(state: AppState, direction: 'back' | 'forth'): Made | null {
  const made = (direction === 'back' ? state.past : state.future).at(-1) ?? null
  const isSeen = state.screen !== 'result' || state.result?.run.folder === made?.origin?.folder
  return isSeen ? made : null
}

/** One step back, or forth again. */
export function stepped(state: AppState, direction: 'back' | 'forth'): AppState {
  const { past, future, slip } = state
  // The last thing that was done is the text of the editor, which did not come to an edit.
  if (slip && direction === 'back')
    return {
      ...state,
      slip: null,
      future: [...future, { ...madeOf(state), slip }],
      notice: { tone: 'info', text: 'the text from the editor is put away: U brings it back' },
    }
  const made = nextStep(state, direction)
  if (!made) return state
  if (made.slip)
    return {
      ...state,
      slip: made.slip,
      future: future.slice(0, -1),
      notice: { tone: 'info', text: 'the text from the editor is back: e opens it' },
    }
  const here = madeOf(state)
  const steps =
    direction === 'back'
      ? { past: past.slice(0, -1), future: [...future, here] }
      : { past: [...past, here], future: future.slice(0, -1) }
  return {
    ...state,
    ...made,
    ...steps,
    donorRow: rowAfter(state, made),
    recipe: { ...state.recipe, edit: null, picker: null },
    notice: {
      tone: 'info',
      text: direction === 'back' ? 'undone: U redoes it' : 'redone: u undoes it',
    },
  }
}

/** The cursor goes to a donor that came back. */
function rowAfter({ config, donorRow }: AppState, made: Made): number {
  const known = new Set(donorNames(config))
  const names = donorNames(made.config)
  const back = names.findIndex((name) => !known.has(name))
  return back < 0 ? clamp(donorRow, names.length) : back
}

const textOfStart = recipeText(emptyRecipe)

/** Whether something that the user made stands in no file. */
export function isUnsaved({ text, file, known, slip, origin }: AppState): boolean {
  if (slip !== null) return true
  // The record of its run holds it.
  if (text === origin?.text) return false
  return known.has(file) ? known.get(file) !== text : text !== textOfStart
}

/** The one way out of a recipe: an effect that would leave it unsaved becomes a question. */
export function guarded(before: AppState, after: AppState): AppState {
  const { effect } = after
  if (effect === null || effect === before.effect || !leaves(effect) || effect.sure || !isUnsaved(after))
    return after
  return { ...after, effect: before.effect, question: 'unsaved', leaving: effect, notice: null }
}

const leaves = (effect: Effect): effect is Extract<Effect, { sure?: true }> =>
  effect.kind === 'quit' || effect.kind === 'load' || effect.kind === 'take-up'

/** The effect that saves the recipe where it belongs, and what to do once that is done. */
export const saveEffect = (state: AppState, next?: Effect): Effect => ({
  kind: 'save',
  path: state.file,
  text: state.text,
  expected: state.known.get(state.file) ?? null,
  ...(next && { next }),
})

/** The effect that opens the recipe in an editor, or the text that came back from there and is none yet. */
export const editEffect = ({ slip, text }: AppState): Effect => ({ kind: 'edit', text: slip?.text ?? text })
