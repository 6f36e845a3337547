import { modelKey } from '../model-ref.ts'
import type { MergeConfig, Parameters } from './types.ts'

/**
 * Each donor's weight by its key, where it is one number for the whole merge; null where it changes with
 * the layer or the tensor. Donors that have no weight at all are left out.
 */
export function donorWeights(config: MergeConfig): ReadonlyMap<string, number | null> {
  const weights = new Map<string, number | null>()
  for (const { inputs, parameters } of config.modules) {
    const sources = inputs.kind === 'models' ? inputs.models : inputs.slices.flatMap((slice) => slice.sources)
    for (const { model, parameters: own } of sources) {
      const weight = [own, parameters, config.parameters].map(weightIn).find((found) => found !== undefined)
      if (weight === undefined) continue
      const key = modelKey(model)
      weights.set(key, weights.has(key) && weights.get(key) !== weight ? null : weight)
    }
  }
  return weights
}

function weightIn(parameters: Parameters): number | null | undefined {
  const setting = parameters.get('weight')
  if (setting === undefined) return undefined
  return setting.kind === 'scalar' && typeof setting.value === 'number' ? setting.value : null
}
