import type { AppState } from './app.ts'

/** Nothing is done, and why is said. */
export const refused = (state: AppState, text: string): AppState => ({
  ...state,
  notice: { tone: 'error', text },
})
