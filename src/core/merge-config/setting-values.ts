import type { ParameterSetting, Parameters, Scalar } from './types.ts'

/** Every value that a setting can take: the ends of gradients, the values of all filters. */
export function valuesOf(setting: ParameterSetting): readonly Scalar[] {
  if (setting.kind === 'scalar') return [setting.value]
  if (setting.kind === 'gradient') return setting.values
  return setting.cases.flatMap(({ value }) => valuesOf(value))
}

/**
 * A number as mergekit settles it for one tensor: the nearest place that has a value for it, gradients
 * interpolated at `t` (0 the first layer, 1 the last). Null where no place has one, or it is no number.
 */
export function numberAt(
  name: string,
  blocks: readonly Parameters[],
  tensor: string,
  t: number,
): number | null {
  for (const parameters of blocks) {
    const setting = parameters.get(name)
    const value = setting && valueAt(setting, tensor, t)
    if (value != null) return value
  }
  return null
}

function valueAt(setting: ParameterSetting, tensor: string, t: number): number | null {
  if (setting.kind === 'scalar') return numberOf(setting.value)
  if (setting.kind === 'gradient') return interpolated(setting.values.map(numberOf), t)
  const fitting = setting.cases.find(({ filter }) => filter === null || tensor.includes(filter))
  return fitting ? valueAt(fitting.value, tensor, t) : null
}

const numberOf = (value: Scalar | undefined): number | null =>
  typeof value === 'number' ? value : typeof value === 'boolean' ? Number(value) : null

function interpolated(values: readonly (number | null)[], t: number): number | null {
  const scaled = t * (values.length - 1)
  const first = Math.floor(scaled)
  const from = values[first] ?? null
  const to = values[Math.min(values.length - 1, first + 1)] ?? null
  return from === null || to === null ? null : from + (scaled - first) * (to - from)
}

/** Names that stand for all tensors which the filters of these parameters tell apart; '' for the others. */
export function tensorsToldApart(names: readonly string[], blocks: readonly Parameters[]): readonly string[] {
  const filters = settingsOf(names, blocks).flatMap((setting) =>
    setting.kind === 'filters' ? setting.cases.map(({ filter }) => filter ?? '') : [],
  )
  return [...new Set(['', ...filters])]
}

/**
 * Where to look at gradients: at the layers, when their number is known, else at the points between which
 * they are straight. The tensors before the first layer have `t` = 0.
 */
export function pointsOf(
  names: readonly string[],
  blocks: readonly Parameters[],
  layers: number | null,
): readonly number[] {
  const lengths = settingsOf(names, blocks).flatMap(gradientLengths)
  if (lengths.length === 0) return [0]
  if (layers !== null) return layers > 1 ? steps(layers) : [0, 1]
  return [...new Set(lengths.flatMap(steps))]
}

const steps = (count: number): number[] =>
  count > 1 ? Array.from({ length: count }, (_, at) => at / (count - 1)) : [0]

function gradientLengths(setting: ParameterSetting): readonly number[] {
  if (setting.kind === 'gradient') return [setting.values.length]
  return setting.kind === 'filters' ? setting.cases.flatMap(({ value }) => gradientLengths(value)) : []
}

const settingsOf = (names: readonly string[], blocks: readonly Parameters[]): ParameterSetting[] =>
  blocks.flatMap((parameters) => names.flatMap((name) => parameters.get(name) ?? []))
