import { quote } from '../json/quote.ts'
import { type MethodSpec, mergeMethods, type ParameterSpec } from '../methods.ts'
import { formatModelRef } from '../model-ref.ts'
import { checkSparsity } from './check-sparsity.ts'
import { checkWeights } from './check-weights.ts'
import { nearest } from './nearest.ts'
import { type Input, inputsOf, parameterBlocks } from './parameter-blocks.ts'
import { booleanOf } from './pydantic-values.ts'
import type { Report } from './report.ts'
import { valuesOf } from './setting-values.ts'
import type { MergeConfig, ParameterSetting, Parameters, Scalar } from './types.ts'

/** Names, types and ranges of all parameters; required ones that are missing; weights that cancel out. */
export function checkParameters(config: MergeConfig, method: MethodSpec, report: Report): void {
  const specs = new Map(method.parameters.map((spec) => [spec.name, spec]))
  for (const block of parameterBlocks(config))
    for (const [name, setting] of block.parameters) {
      const path = `${block.path}.${name}`
      const spec = specs.get(name)
      if (spec) checkValues(spec, path, setting, report)
      else unknownParameter(name, path, method, report)
    }
  for (const input of inputsOf(config, method)) checkRequired(input, method, report)
  checkSparsity(config, method, report)
  checkWeights(config, method, report)
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
      own.length > 0 ? `it has: ${own.join(', ')}` : 'it has no parameters',
    )
}

function checkValues(spec: ParameterSpec, path: string, setting: ParameterSetting, report: Report): void {
  const values = valuesOf(setting)
  const silenced = spec.zeroSilences && values.includes(0) && values.some((value) => Number(value) > 0)
  for (const value of values) {
    if (silenced && value === 0) continue
    const problem = problemOf(spec, value)
    if (!problem) continue
    report(problem.code, path, `${path}: ${spec.name} ${problem.text}, not ${String(value)}`)
    return
  }
  if (silenced)
    report(
      'parameter-zero',
      path,
      `${path}: ${spec.name} is 0 for some layers or tensors, where no change is kept`,
    )
}

function problemOf(
  spec: ParameterSpec,
  value: Scalar,
): { code: 'parameter-type' | 'parameter-range'; text: string } | null {
  const type = (text: string) => ({ code: 'parameter-type', text: `must be ${text}` }) as const
  const range = (text: string) => ({ code: 'parameter-range', text: `must be ${text}` }) as const
  if (spec.type === 'boolean') {
    return booleanOf(value) === null ? type('true or false') : null
  }
  const number = typeof value === 'boolean' ? Number(value) : value
  if (typeof number !== 'number')
    return /^[-+]?\.?(nan|inf|infinity)$/i.test(String(value)) ? range('a finite number') : type('a number')
  if (!Number.isFinite(number)) return range('a finite number')
  if (spec.type === 'integer' && !Number.isInteger(number)) return type('a whole number')
  if (spec.above !== undefined && number <= spec.above)
    return range(
      spec.max === undefined ? `above ${spec.above}` : `above ${spec.above} and at most ${spec.max}`,
    )
  if (spec.min !== undefined && number < spec.min) return range(`at least ${spec.min}`)
  if (spec.max !== undefined && number > spec.max) return range(`at most ${spec.max}`)
  return null
}

/** Whether some value applies to every tensor: a filter list needs a last entry without a filter. */
function coverage(name: string, settings: readonly Parameters[]): 'all' | 'some' | 'none' {
  let found: 'some' | 'none' = 'none'
  for (const parameters of settings) {
    const setting = parameters.get(name)
    if (!setting) continue
    if (setting.kind !== 'filters' || setting.cases.some(({ filter }) => filter === null)) return 'all'
    found = 'some'
  }
  return found
}

function checkRequired(input: Input, method: MethodSpec, report: Report): void {
  for (const spec of method.parameters) {
    if (!spec.required || (spec.scope === 'non-base' && input.isBase)) continue
    const covered = coverage(spec.name, spec.scope === 'global' ? input.shared : input.settings)
    if (covered === 'all') continue
    const model = formatModelRef(input.model)
    if (covered === 'some')
      report(
        'parameter-no-default',
        `${input.path}.parameters.${spec.name}`,
        `the filters of ${spec.name} do not cover every tensor of ${model}`,
      )
    else if (input.added)
      report(
        'base-without-weight',
        'base_model',
        `${method.name} takes the base model ${model} as one more input, and it has no ${spec.name}`,
      )
    else if (spec.scope === 'global')
      report(
        'parameter-missing',
        'parameters',
        `${method.name} needs the parameter ${spec.name}`,
        slipOf(spec.name, method, input.shared) ?? `add parameters: {${spec.name}: 0.5}`,
      )
    else
      report(
        'parameter-missing',
        input.path,
        `${method.name} needs ${spec.name} for ${model}`,
        slipOf(spec.name, method, input.settings) ?? `add parameters: {${spec.name}: 1.0} to it`,
      )
    if (spec.scope === 'global') return
  }
}

/** A parameter of another name that was most likely meant for this one. */
function slipOf(name: string, { parameters }: MethodSpec, settings: readonly Parameters[]): string | null {
  const own = parameters.map((spec) => spec.name)
  const slip = settings
    .flatMap((each) => [...each.keys()])
    .find((written) => !own.includes(written) && nearest(written, own) === name)
  return slip === undefined ? null : `did you mean “${name}” by ${quote(slip)}?`
}
