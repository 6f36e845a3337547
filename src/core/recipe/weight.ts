import type { MergeConfig, ParameterSetting, Scalar } from '../merge-config/types.ts'
import { modelKey } from '../model-ref.ts'
import { rounded, roundedTo } from '../text/rounded.ts'
import { donorsByName, listedModels, withDonorParameter, withModels } from './recipe.ts'

/** The donor's weight: its own, else that of all donors; null where the recipe gives none. */
export function weightOf(recipe: MergeConfig, donor: string): ParameterSetting | null {
  const ref = donorsByName(recipe).get(donor)
  const input = listedModels(recipe)?.find(({ model }) => ref && modelKey(model) === modelKey(ref))
  if (!input) return null
  const module = recipe.modules[0]?.parameters.get('weight')
  return input.parameters.get('weight') ?? module ?? recipe.parameters.get('weight') ?? null
}

/**
 * A donor's weight one step up or down: a small one by 0.01, others by 0.05, from 1 on by 0.1. Of a gradient or filters
 * each value goes by a tenth of itself, so that their shape stays.
 */
export function withSteppedWeight(recipe: MergeConfig, donor: string, by: 1 | -1): MergeConfig {
  const weight = weightOf(recipe, donor) ?? { kind: 'scalar', value: 1 }
  return withDonorParameter(recipe, donor, 'weight', stepped(weight, by))
}

function stepped(setting: ParameterSetting, by: 1 | -1): ParameterSetting {
  if (setting.kind === 'scalar')
    return { ...setting, value: mapped(setting.value, (value) => next(value, by)) }
  return scaledSetting(setting, by > 0 ? 1.1 : 1 / 1.1)
}

function scaledSetting(setting: ParameterSetting, factor: number): ParameterSetting {
  const scaled = (value: Scalar) => mapped(value, (number) => rounded(number * factor, 4))
  if (setting.kind === 'scalar') return { ...setting, value: scaled(setting.value) }
  if (setting.kind === 'gradient') return { ...setting, values: setting.values.map(scaled) }
  return {
    ...setting,
    cases: setting.cases.map((each) => ({ ...each, value: scaledSetting(each.value, factor) })),
  }
}

const mapped = (value: Scalar, change: (value: number) => number): Scalar =>
  typeof value === 'number' ? change(value) : value

function next(value: number, by: 1 | -1): number {
  // Below 0 a change is taken away, which nobody should come to by holding a key.
  if (value === 0 && by < 0) return 0
  // What lies at the border of two steps goes down by the finer one.
  const size = Math.abs(value) + (Math.sign(value) * by > 0 ? 1e-9 : -1e-9)
  const step = size < 0.2 ? 0.01 : size < 1 ? 0.05 : 0.1
  const steps = value / step
  const near = Math.round(steps)
  const from = Math.abs(steps - near) < 1e-6 ? near + by : by > 0 ? Math.ceil(steps) : Math.floor(steps)
  return roundedTo(from * step, 2)
}

/** The factor between two settings of one shape; null where there is none. */
export function factorBetween(
  before: ParameterSetting | null,
  after: ParameterSetting | null,
): number | null {
  const [old, now] = [numbersIn(before), numbersIn(after)]
  if (!old || !now || old.length !== now.length || shapeOf(before!) !== shapeOf(after!)) return null
  const at = old.findIndex((value) => value !== 0)
  if (at < 0) return null
  const factor = now[at]! / old[at]!
  // Figures are rounded to four digits at each step.
  const isAlike = old.every(
    (value, index) => Math.abs(value * factor - now[index]!) <= 2e-3 * Math.abs(value * factor),
  )
  return isAlike ? factor : null
}

function numbersIn(setting: ParameterSetting | null): readonly number[] | null {
  if (setting === null) return null
  const values: readonly (Scalar | readonly number[] | null)[] =
    setting.kind === 'scalar'
      ? [setting.value]
      : setting.kind === 'gradient'
        ? setting.values
        : setting.cases.map(({ value }) => numbersIn(value))
  const numbers = values.flat()
  return numbers.every((value) => typeof value === 'number') ? (numbers as readonly number[]) : null
}

function shapeOf(setting: ParameterSetting): string {
  if (setting.kind === 'scalar') return '.'
  if (setting.kind === 'gradient') return `[${setting.values.length}]`
  return JSON.stringify(setting.cases.map(({ filter, value }) => [filter, shapeOf(value)]))
}

/** Takes a donor that the earlier recipe lists out of a recipe, or puts it back where it was, as it was. */
export function withDonorToggled(recipe: MergeConfig, earlier: MergeConfig, donor: string): MergeConfig {
  const [models, listed] = [listedModels(recipe), listedModels(earlier)]
  const ref = donorsByName(earlier).get(donor)
  if (!models || !listed || !ref) return recipe
  const key = modelKey(ref)
  const there = new Map(models.map((input) => [modelKey(input.model), input]))
  if (there.has(key))
    return withModels(
      recipe,
      models.filter(({ model }) => modelKey(model) !== key),
    )
  const back = listed.flatMap((input) => {
    const own = modelKey(input.model)
    return own === key ? [input] : (there.get(own) ?? [])
  })
  const known = new Set(listed.map(({ model }) => modelKey(model)))
  return withModels(recipe, [...back, ...models.filter(({ model }) => !known.has(modelKey(model)))])
}
