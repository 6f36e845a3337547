import { drain } from '../../core/drain.ts'
import { toMergescopeError } from '../../core/errors.ts'
import type { ModelRef } from '../../core/model-ref.ts'
import { donorsByName } from '../../core/recipe/recipe.ts'
import { inspectStage } from '../../steps/inspect/inspect.ts'
import type { EffectContext } from './context.ts'

const atOnce = 2

/** Reads every donor of the recipe that is not known yet, a few at a time, while the user goes on. */
export function donorReader({ env, signal, state, dispatch }: EffectContext): () => void {
  const underWay = new Set<string>()
  const next = () => {
    if (signal.aborted) return
    const { config, donors } = state()
    for (const [name, ref] of donorsByName(config)) {
      if (underWay.size >= atOnce) return
      if (donors.has(name) || underWay.has(name)) continue
      underWay.add(name)
      void read(name, ref).finally(() => {
        underWay.delete(name)
        next()
      })
    }
  }
  const read = async (name: string, ref: ModelRef): Promise<void> => {
    dispatch({ kind: 'donor', name, state: { status: 'reading' } })
    try {
      const stage = inspectStage({ target: { kind: 'models', models: [ref] }, env, signal })
      const { donors, result } = await drain(stage)
      const [donor] = donors
      if (donor) dispatch({ kind: 'donor', name, state: { status: 'read', donor, report: result } })
      else {
        const finding = result.findings.find(({ severity }) => severity === 'error')
        const message = finding?.message ?? 'it cannot be read'
        dispatch({ kind: 'donor', name, state: { status: 'failed', message, hint: finding?.hint ?? null } })
      }
    } catch (thrown) {
      if (signal.aborted) return
      const { message, hint } = toMergescopeError(thrown)
      dispatch({ kind: 'donor', name, state: { status: 'failed', message, hint: hint ?? null } })
    }
  }
  return next
}
