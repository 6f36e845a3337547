import type { MergeConfig, ParameterSetting } from '../merge-config/types.ts'
import { mergeMethods, type ParameterSpec } from '../methods.ts'
import { modelKey } from '../model-ref.ts'
import { rounded } from '../text/rounded.ts'
import { donorNames, donorsByName, listedModels, withDonorParameter } from './recipe.ts'
import { weightOf } from './weight.ts'

/** The listed donors that the method gives such a value. */
function donorsWith(recipe: MergeConfig, { scope }: Pick<ParameterSpec, 'scope'>): readonly string[] {
  const base = recipe.baseModel && modelKey(recipe.baseModel)
  const listed = new Set(listedModels(recipe)?.map(({ model }) => modelKey(model)))
  const isIgnored = mergeMethods.get(recipe.mergeMethod)?.base === 'ignored'
  const refs = donorsByName(recipe)
  return donorNames(recipe).filter((name) => {
    const key = modelKey(refs.get(name)!)
    return listed.has(key) && (scope === 'model' || isIgnored || key !== base)
  })
}

/** One value of a parameter for all donors; null takes it out of each. */
export const withColumn = (
  recipe: MergeConfig,
  spec: ParameterSpec,
  setting: ParameterSetting | null,
): MergeConfig =>
  donorsWith(recipe, spec).reduce((next, name) => withDonorParameter(next, name, spec.name, setting), recipe)

/** Weights in the same proportions that add up to one. As it was where one of them is not one number, or they cancel. */
export function withNormalisedWeights(recipe: MergeConfig): MergeConfig {
  const spec = mergeMethods.get(recipe.mergeMethod)?.parameters.find(({ name }) => name === 'weight')
  if (!spec) return recipe
  const weights = donorsWith(recipe, spec).map((name) => [name, numberOf(weightOf(recipe, name))] as const)
  const all = weights.reduce((sum, [, weight]) => sum + (weight ?? Number.NaN), 0)
  if (!Number.isFinite(all) || Math.abs(all) < 1e-9) return recipe
  return weights.reduce((next, [name, weight]) => {
    const value = rounded(weight! / all, 4)
    return withDonorParameter(next, name, 'weight', { kind: 'scalar', value })
  }, recipe)
}

/** Why a donor has no weight that could be changed: the method has none, or none for the base. Null where it has one. */
export function whyNoWeight(recipe: MergeConfig, donor: string): string | null {
  const { mergeMethod } = recipe
  const spec = mergeMethods.get(mergeMethod)?.parameters.find(({ name }) => name === 'weight')
  if (!spec) return `${mergeMethod} gives no donor a weight`
  if (!donorNames(recipe).includes(donor)) return 'it is left out: x takes it back'
  return donorsWith(recipe, spec).includes(donor) ? null : `the base has no weight in ${mergeMethod}`
}

const numberOf = (setting: ParameterSetting | null): number | null =>
  setting?.kind === 'scalar' && typeof setting.value === 'number' ? setting.value : null
