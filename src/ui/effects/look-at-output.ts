import { takenOutput } from '../../steps/session/output-place.ts'
import type { AppState } from '../state/app.ts'
import type { EffectContext } from './context.ts'

/** Looks whether the output is free: when a recipe or a result is opened, names another folder, or a run has ended. */
export function outputWatcher({ state, dispatch }: EffectContext): (next: AppState) => void {
  let last: Pick<AppState, 'screen' | 'output'> & { readonly ended: unknown } = {
    screen: 'home',
    output: '',
    ended: null,
  }
  return ({ screen, output, run }) => {
    const ended = run?.ended ?? null
    if (last.screen === screen && last.output === output && last.ended === ended) return
    last = { screen, output, ended }
    if (screen !== 'recipe' && screen !== 'run' && screen !== 'result') return
    void takenOutput(output).then((taken) => {
      if (state().output === output) dispatch({ kind: 'output-seen', taken })
    })
  }
}
