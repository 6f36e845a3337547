import type { AppState } from './app.ts'
import { reduceFind } from './find.ts'
import type { Line } from './line.ts'
import { reduceRun } from './run-state.ts'

/** The line that is being typed, changed. */
export function typed(state: AppState, change: (line: Line) => Line): AppState {
  const { adding, recipe, palette, find } = state
  if (palette) return { ...state, palette: { line: change(palette.line), index: 0 } }
  if (find?.typing) return reduceFind(state, { kind: 'find-typed', line: change(find.typing) })
  if (state.screen === 'donors' && adding)
    return { ...state, adding: { ...adding, line: change(adding.line), chosen: -1, problem: null } }
  if (recipe.edit) return { ...state, recipe: { ...recipe, edit: change(recipe.edit) } }
  const { result } = state
  if (state.screen === 'result' && result?.edit)
    return { ...state, result: { ...result, edit: change(result.edit) } }
  const typing = state.run?.state.pane.typing
  if (!state.run || !typing) return state
  const action = { kind: 'pane-typed', line: change(typing) } as const
  return { ...state, run: { ...state.run, state: reduceRun(state.run.state, action) } }
}
