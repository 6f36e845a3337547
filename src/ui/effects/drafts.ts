import { dropOwnDraft, keepDraft, leftDraft } from '../../steps/session/drafts.ts'
import type { AppState } from '../state/app.ts'
import { isUnsaved } from '../state/history.ts'
import { type EffectContext, latest } from './context.ts'

const keepAfterMs = 300

export async function tellDraft({ env, dispatch }: EffectContext): Promise<void> {
  const draft = await leftDraft(env)
  if (draft) dispatch({ kind: 'draft', draft })
}

/** Keeps what is not saved where the next session finds it, in case this one ends without a question. */
export function draftKeeper({ env, signal, state }: EffectContext) {
  const soon = latest(keepAfterMs, signal)
  const kept = (): string | null => {
    const { text, slip, effect } = state()
    const isGivenUp = effect?.kind === 'quit' && effect.sure === true
    return isUnsaved(state()) && !isGivenUp ? (slip?.text ?? text) : null
  }
  let last: string | null = null
  let work: Promise<void> = Promise.resolve()
  const keep = (): Promise<void> => {
    const text = kept()
    if (text !== last) {
      last = text
      const { file } = state()
      work = work.then(() => (text === null ? dropOwnDraft(env) : keepDraft(env, file, text)))
    }
    return work
  }
  return {
    look: (next: AppState): void => {
      if ((isUnsaved(next) ? (next.slip?.text ?? next.text) : null) !== last) soon(keep)
    },
    /** What is left at the end: nothing, where it is saved or was given up. */
    close: keep,
  }
}
