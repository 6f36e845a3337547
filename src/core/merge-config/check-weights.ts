import type { MethodSpec } from '../methods.ts'
import { formatModelRef } from '../model-ref.ts'
import { inputGroups } from './check-groups.ts'
import { inputsOf, valuesOf } from './parameter-places.ts'
import type { Report } from './report.ts'
import type { MergeConfig, Parameters } from './types.ts'

/** della keeps a weight with a chance from density - epsilon to density + epsilon, both inside (0, 1). */
export function checkEpsilon(config: MergeConfig, method: MethodSpec, report: Report): void {
  const epsilon = method.parameters.find(({ name, scope }) => name === 'epsilon' && scope === 'non-base')
  if (!epsilon) return
  for (const input of inputsOf(config, method)) {
    if (input.isBase) continue
    const densities = numbersOf('density', input.settings, 1)
    const epsilons = numbersOf('epsilon', input.settings, epsilon.default as number)
    const bad = densities
      .filter((density) => density > 0 && density < 1)
      .flatMap((density) => epsilons.map((value) => ({ density, value })))
      .find(({ density, value }) => density - value <= 0 || density + value >= 1)
    if (bad)
      report(
        'parameter-range',
        `${input.path}.parameters.epsilon`,
        `${formatModelRef(input.model)}: density ${bad.density} ± epsilon ${bad.value} leaves (0, 1)`,
        `choose an epsilon below ${Number(Math.min(bad.density, 1 - bad.density).toPrecision(6))}`,
      )
  }
}

function numbersOf(name: string, settings: readonly Parameters[], fallback: number): readonly number[] {
  const setting = settings.map((parameters) => parameters.get(name)).find((found) => found !== undefined)
  if (!setting) return [fallback]
  return valuesOf(setting).filter((value): value is number => typeof value === 'number')
}

/** Weights that are all zero, or that add up to zero and are divided by their sum. */
export function checkWeights(config: MergeConfig, method: MethodSpec, report: Report): void {
  if (!method.parameters.some(({ name }) => name === 'weight')) return
  const groups = new Map(inputGroups(config).map(({ path }) => [path, [] as number[][]]))
  for (const input of inputsOf(config, method)) {
    if (input.isBase) continue
    const path = input.added ? [...groups.keys()][0]! : input.path.replace(/(\[\d+\]|\.sources\[\d+\])$/, '')
    groups.get(path)?.push([...numbersOf('weight', input.settings, Number.NaN)])
  }
  for (const [path, weights] of groups) {
    if (weights.length === 0 || weights.some((values) => values.length === 0)) continue
    if (weights.flat().every((value) => value === 0)) {
      report('weights-all-zero', path, `all weights of ${path} are zero`)
      continue
    }
    const single = weights.every((values) => values.length === 1)
    const sum = weights.flat().reduce((total, value) => total + value, 0)
    if (single && method.name === 'linear' && normalises(config) && Math.abs(sum) < 1e-8)
      report('weights-cancel', path, `the weights of ${path} add up to zero`)
  }
}

function normalises(config: MergeConfig): boolean {
  const setting = config.parameters.get('normalize')
  return !setting || valuesOf(setting).some((value) => value !== false && value !== 0 && value !== 'false')
}
