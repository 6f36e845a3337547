import { type MethodSpec, mergeMethods, type ParameterSpec } from '../methods.ts'
import { rounded } from '../text/rounded.ts'
import { checkFilterOrder } from './check-filters.ts'
import { checkIdle } from './check-idle.ts'
import { checkRequired } from './check-required.ts'
import { checkSparsity } from './check-sparsity.ts'
import { checkWeights } from './check-weights.ts'
import { placeOf } from './key-places.ts'
import { type Largest, largestOf } from './magnitudes.ts'
import { nearest } from './nearest.ts'
import { inputsOf, parameterBlocks } from './parameter-blocks.ts'
import { booleanOf } from './pydantic-values.ts'
import type { Report } from './report.ts'
import { valuesOf } from './setting-values.ts'
import type { MergeConfig, ParameterSetting, Scalar } from './types.ts'

/** Names, types and ranges of all parameters; required ones that are missing; weights that cancel out. */
export function checkParameters(config: MergeConfig, method: MethodSpec, report: Report): void {
  const specs = new Map(method.parameters.map((spec) => [spec.name, spec]))
  for (const block of parameterBlocks(config))
    for (const [name, setting] of block.parameters) {
      const path = `${block.path}.${name}`
      const spec = specs.get(name)
      if (spec) checkValues(spec, path, setting, largestOf(spec, method, config), report)
      else unknownParameter(name, path, method, report)
    }
  for (const input of inputsOf(config, method)) checkRequired(input, method, report)
  checkFilterOrder(config, report)
  checkSparsity(config, method, report)
  checkWeights(config, method, report)
  checkIdle(config, method, report)
}

function unknownParameter(name: string, path: string, method: MethodSpec, report: Report): void {
  const own = method.parameters.map((spec) => spec.name)
  const others = [...mergeMethods.values()].some(({ parameters }) =>
    parameters.some((spec) => spec.name === name),
  )
  const meant = others ? null : nearest(name, own)
  if (meant)
    report('parameter-unknown', path, `${method.name} has no parameter “${name}”`, `did you mean “${meant}”?`)
  else
    report(
      'parameter-ignored',
      path,
      `${method.name} does not use the parameter “${name}”`,
      placeOf(name, 'parameters') ?? (own.length > 0 ? `it has: ${own.join(', ')}` : 'it has no parameters'),
    )
}

function checkValues(
  spec: ParameterSpec,
  path: string,
  setting: ParameterSetting,
  largest: Largest,
  report: Report,
): void {
  const values = valuesOf(setting)
  const silenced = spec.zeroSilences && values.includes(0) && values.some((value) => Number(value) > 0)
  for (const value of values) {
    if (silenced && value === 0) continue
    const problem = problemOf(spec, value, largest)
    if (!problem) continue
    report(
      problem.code,
      path,
      `${path}: ${spec.name} ${problem.text}, not ${String(value)}`,
      numberMeant(value),
    )
    return
  }
  if (silenced)
    report(
      'parameter-zero',
      path,
      `${path}: ${spec.name} is 0 for some layers or tensors, where no change is kept`,
    )
}

/** What to write in place of `0,5`, `50%` or `1/2`, which are text to YAML; undefined of other values. */
function numberMeant(value: Scalar): string | undefined {
  const [, whole, sign, other] = /^([-+]?\d+)\s*([,/])\s*(\d+)$/.exec(String(value)) ?? []
  const [, percent] = /^([-+]?\d+(?:\.\d+)?)\s*%$/.exec(String(value)) ?? []
  const number =
    sign === ',' ? Number(`${whole}.${other}`) : sign ? Number(whole) / Number(other) : Number(percent) / 100
  return Number.isFinite(number) ? `write ${rounded(number, 4)}` : undefined
}

/** Why values are none of such a parameter, whatever the donors are: `must be a number, not x`; null where they are. */
export function refusedValue(spec: ParameterSpec, setting: ParameterSetting): string | null {
  for (const value of valuesOf(setting)) {
    const problem = problemOf(spec, value, { value: Number.MAX_VALUE, dtype: 'float32' })
    if (problem?.code === 'parameter-type') return `${problem.text}, not ${String(value)}`
  }
  return null
}

function problemOf(
  spec: ParameterSpec,
  value: Scalar,
  largest: Largest,
): { code: 'parameter-type' | 'parameter-range'; text: string } | null {
  const type = (text: string) => ({ code: 'parameter-type', text: `must be ${text}` }) as const
  const range = (text: string) => ({ code: 'parameter-range', text: `must be ${text}` }) as const
  if (spec.type === 'boolean') {
    return booleanOf(value) === null ? type('true or false') : null
  }
  const number = typeof value === 'boolean' ? Number(value) : value
  if (typeof number !== 'number')
    return /^[-+]?\.?(nan|inf|infinity)$/i.test(String(value))
      ? range('a finite number')
      : type(spec.type === 'integer' ? 'a whole number' : 'a number')
  if (!Number.isFinite(number)) return range('a finite number')
  if (spec.type === 'integer' && !Number.isInteger(number)) return type('a whole number')
  if (Math.abs(number) > largest.value)
    return range(`at most ${rounded(largest.value, 6)} in size, the largest number of ${largest.dtype}`)
  if (spec.above !== undefined && number <= spec.above)
    return range(
      spec.max === undefined ? `above ${spec.above}` : `above ${spec.above} and at most ${spec.max}`,
    )
  if (spec.min !== undefined && number < spec.min) return range(`at least ${spec.min}`)
  if (spec.max !== undefined && number > spec.max) return range(`at most ${spec.max}`)
  return null
}
