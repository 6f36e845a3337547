import type { AppState } from './app.ts'

/** The question that was asked is answered: what waited for it is done, or dropped. */
export function answered(state: AppState, yes: boolean): AppState {
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
