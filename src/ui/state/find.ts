import { donorNames } from '../../core/recipe/recipe.ts'
import { wordsIn } from '../../core/view/audit-filter.ts'
import type { RecentRun } from '../../steps/results/read-run.ts'
import type { AppAction, FindAction } from './actions.ts'
import type { AppState, Find } from './app.ts'
import { lineOf, textOf } from './line.ts'
import { recipeRows } from './recipe-rows.ts'
import { refused } from './refused.ts'

export const isFindAction = (action: AppAction): action is FindAction => action.kind.startsWith('find')

/** Whether every word of the text stands in one of these. */
export const isFound = (find: Find | null, ...texts: readonly string[]): boolean =>
  wordsIn(find?.text ?? '').every((word) => texts.some((text) => text.toLowerCase().includes(word)))

/** The runs of Home that pass. */
export const foundRuns = ({ recent, find }: Pick<AppState, 'recent' | 'find'>): readonly RecentRun[] =>
  (recent ?? []).filter(({ folder, result }) => isFound(find, folder, result.verdict, result.config))

export function reduceFind(state: AppState, action: FindAction): AppState {
  switch (action.kind) {
    case 'find':
      return { ...state, find: { text: '', typing: lineOf('') }, notice: null }
    case 'find-typed': {
      const find = { text: textOf(action.line), typing: action.line }
      return moved(atTop({ ...state, find }), 0)
    }
    case 'find-done':
      return atTop({
        ...state,
        find: action.keep && state.find?.text ? { ...state.find, typing: null } : null,
      })
    case 'find-next':
      return moved(state, action.by)
  }
}

/** A list that is another one now has its cursor on its first line. */
function atTop(state: AppState): AppState {
  if (state.screen === 'home') return { ...state, homeRow: 0 }
  return state.screen === 'result' && state.result ? { ...state, result: { ...state.result, row: 0 } } : state
}

/** The cursor on the next donor or row of the recipe that has the text; `by` 0: on this one, if it has. */
function moved(state: AppState, by: -1 | 0 | 1): AppState {
  const { find, screen, donorRow, recipe } = state
  if (!find?.text || (screen !== 'donors' && screen !== 'recipe')) return state
  const texts =
    screen === 'donors'
      ? donorNames(state.config)
      : recipeRows(state).map((row) => (row.kind === 'donor' ? row.name : row.label))
  const at = screen === 'donors' ? donorRow : recipe.row
  const step = by || 1
  for (let count = by === 0 ? 0 : 1; count <= texts.length; count += 1) {
    const next = (((at + step * count) % texts.length) + texts.length) % texts.length
    if (!isFound(find, texts[next] ?? '')) continue
    return screen === 'donors' ? { ...state, donorRow: next } : { ...state, recipe: { ...recipe, row: next } }
  }
  return refused(state, `nothing here has “${find.text}”`)
}
