import type { MethodSpec } from '../methods.ts'
import { inputGroups } from './check-groups.ts'
import { heldWeight } from './magnitudes.ts'
import { type Input, inputsOf } from './parameter-blocks.ts'
import { booleanOf } from './pydantic-values.ts'
import type { Report } from './report.ts'
import { numberAt, pointsOf, tensorsToldApart, valuesOf } from './setting-values.ts'
import type { MergeConfig, ParameterSetting } from './types.ts'

/** Methods that divide by the sum of the weights, by the switch that says so (on unless it is given). */
const dividing: ReadonlyMap<string, string> = new Map([
  ['linear', 'normalize'],
  ['multislerp', 'normalize_weights'],
])

/** Weights that are all zero, or that add up to zero in some layer and are divided by their sum. */
export function checkWeights(config: MergeConfig, method: MethodSpec, report: Report): void {
  if (!method.parameters.some(({ name }) => name === 'weight')) return
  const groups = new Map<string, Input[]>(inputGroups(config).map(({ path }) => [path, []]))
  for (const input of inputsOf(config, method)) {
    if (input.isBase) continue
    const path = input.added ? [...groups.keys()][0]! : input.path.replace(/(\[\d+\]|\.sources\[\d+\])$/, '')
    groups.get(path)?.push(input)
  }
  for (const [path, inputs] of groups) checkGroup(path, inputs, method, config, report)
}

function checkGroup(
  path: string,
  inputs: readonly Input[],
  method: MethodSpec,
  config: MergeConfig,
  report: Report,
): void {
  if (inputs.length === 0) return
  const all = inputs.flatMap(({ settings }) => settings)
  const points = pointsOf(['weight'], all, inputs[0]!.layers)
  const rows = tensorsToldApart(['weight'], all).flatMap((tensor) =>
    points.map((t) => inputs.map(({ settings }) => numberAt('weight', settings, tensor, t))),
  )
  const written = rows.filter((weights): weights is number[] => !weights.includes(null))
  // Of a weight that float32 cannot hold it was said already, and no sum of it means anything.
  if (written.length === 0 || !written.flat().every((weight) => Number.isFinite(Math.fround(weight)))) return
  const known = written.map((weights) => weights.map((weight) => heldWeight(weight, method, config)))
  if (known.flat().every((weight) => weight === 0) && known.length === rows.length) {
    const why = written.flat().every((weight) => weight === 0)
      ? ''
      : ', or too small for the dtype of the merge'
    const message = `all weights of ${path} are zero${why}`
    // A sweep has such a merge at its end: the base plus nothing.
    if (method.family === 'arithmetic')
      report('parameter-without-effect', path, `${message}, so the output is the base model`)
    else report('weights-all-zero', path, message)
    return
  }
  if (known.some((weights) => !Number.isFinite(Math.fround(sizeOf(weights))))) {
    report('parameter-range', path, `the weights of ${path} add up to more than float32 can hold`)
    return
  }
  if (!dividesByWeights(inputs[0]!, method)) return
  const cancelling = known.find(cancel)
  if (!cancelling) return
  const where = known.length > 1 ? ' for some layers or tensors' : ''
  report(
    'weights-cancel',
    path,
    `the weights of ${path} add up to zero${where}`,
    `change the weights, or set ${dividing.get(method.name)}: false`,
  )
}

/** Whether what the models add up to is divided by the sum of their weights. */
export function dividesByWeights({ shared }: Input, method: MethodSpec): boolean {
  const toggle = dividing.get(method.name)
  return toggle !== undefined && !shared.some((parameters) => isOff(parameters.get(toggle)))
}

/** Rounding apart: 0.1 + 0.2 - 0.3 is nothing, a single weight of 1e-9 is something. */
function cancel(weights: readonly number[]): boolean {
  const sum = weights.reduce((total, weight) => total + weight, 0)
  return Math.abs(sum) <= 1e-8 * sizeOf(weights)
}

const sizeOf = (weights: readonly number[]): number =>
  weights.reduce((total, weight) => total + Math.abs(weight), 0)

const isOff = (setting: ParameterSetting | undefined): boolean =>
  setting !== undefined && valuesOf(setting).every((value) => booleanOf(value) === false)
