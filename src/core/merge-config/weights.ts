import { modelKey } from '../model-ref.ts'
import { booleanOf } from './pydantic-values.ts'
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
      const weight = [own, parameters, config.parameters]
        .map(weightIn)
        .find((candidate) => candidate !== undefined)
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

/** Methods that add up what their donors changed, each as a whole; whether they normalise by default. */
const adders: Readonly<Record<string, boolean>> = { linear: true, task_arithmetic: false }

/**
 * How the merge adds up its donors: as they are, or divided by the sum of their weights. null for other methods,
 * for parts with donors of their own, and where `normalize` is not the same everywhere.
 */
export function addingOf(config: MergeConfig): 'sum' | 'mean' | null {
  const usual = adders[config.mergeMethod]
  const [module, ...others] = config.modules
  if (usual === undefined || !module || others.length > 0 || module.inputs.kind !== 'models') return null
  const setting = module.parameters.get('normalize') ?? config.parameters.get('normalize')
  if (setting === undefined) return usual ? 'mean' : 'sum'
  const normalizes = setting.kind === 'scalar' ? booleanOf(setting.value) : null
  if (normalizes === null) return null
  if (!normalizes) return 'sum'
  // A base among the models has a weight in a linear merge alone.
  return config.mergeMethod === 'linear' ? 'mean' : null
}
