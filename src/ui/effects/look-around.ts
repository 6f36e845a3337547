import { environmentLine } from '../../core/doctor/one-line.ts'
import { toMergescopeError } from '../../core/errors.ts'
import { noTransformers } from '../../core/transformers.ts'
import { lookAround } from '../../steps/environment/doctor.ts'
import { installedTransformers } from '../../steps/environment/installed-mergekit.ts'
import { recentRuns } from '../../steps/results/recent-runs.ts'
import { unfinishedRuns } from '../../steps/results/started-runs.ts'
import type { EffectContext } from './context.ts'

const mostRuns = 20

/** Looks at the environment; the Hub is not asked, so nothing waits for a network. */
export async function tellEnvironment({ env, version, signal, dispatch }: EffectContext): Promise<void> {
  try {
    const terminal = { isTerminal: true, columns: null, term: env.TERM ?? '', unicode: true }
    const facts = await lookAround({ env, version, signal, offline: true, terminal })
    const { environment } = facts
    const mergekit = 'value' in environment ? (environment.value.mergekit?.version ?? null) : null
    const transformers = await installedTransformers({ env })
    dispatch({ kind: 'environment', ...environmentLine(facts), mergekit, transformers })
  } catch (thrown) {
    if (!signal.aborted)
      dispatch({
        kind: 'environment',
        text: toMergescopeError(thrown).message,
        fix: 'mergescope doctor',
        mergekit: null,
        transformers: noTransformers,
      })
  }
}

export async function tellRecentRuns({ env, state, dispatch }: EffectContext): Promise<void> {
  void unfinishedRuns(env).then((runs) => dispatch({ kind: 'unfinished', runs }))
  dispatch({ kind: 'recent', runs: await recentRuns(env, mostRuns, state().recent ?? []) })
}
