import type { AppState } from '../app.ts'

/** Whether a line is being typed, so that letters are text and no commands. */
export const isTyping = ({ screen, adding, recipe, run, result, find, palette }: AppState): boolean =>
  palette !== null ||
  (find !== null && find.typing !== null) ||
  (screen === 'donors' && adding !== null) ||
  (screen === 'recipe' && recipe.edit !== null) ||
  (screen === 'result' && result !== null && result.edit !== null) ||
  (screen === 'run' && run !== null && run.state.pane.typing !== null)
