import type { MethodSpec, ParameterSpec } from '../methods.ts'
import { mergeMethods } from '../methods.ts'
import { formatModelRef, type ModelRef } from '../model-ref.ts'
import { includes, inputGroups, pathOfModule } from './check-groups.ts'
import { nearest } from './nearest.ts'
import type { Report } from './report.ts'
import type { MergeConfig, ParameterSetting, Parameters, Scalar } from './types.ts'

/** One place of a config where parameters stand, and how it is named there. */
interface Place {
  readonly path: string
  readonly parameters: Parameters
}

/** Names, types and ranges of all parameters; required ones that are missing; weights that cancel out. */
export function checkParameters(config: MergeConfig, method: MethodSpec, report: Report): void {
  const specs = new Map(method.parameters.map((spec) => [spec.name, spec]))
  for (const place of allPlaces(config))
    for (const [name, setting] of place.parameters) {
      const path = `${place.path}.${name}`
      const spec = specs.get(name)
      if (spec) checkValues(spec, path, setting, report)
      else unknownParameter(name, path, method, report)
    }
  for (const input of inputsOf(config, method)) checkRequired(input, method, report)
  checkEpsilon(config, method, report)
  checkWeights(config, method, report)
}

function allPlaces(config: MergeConfig): readonly Place[] {
  return [
    { path: 'parameters', parameters: config.parameters },
    ...config.modules.flatMap(({ name, inputs, parameters }) => {
      const prefix = pathOfModule(config, name)
      const own = { path: `${prefix}parameters`, parameters }
      if (inputs.kind === 'models')
        return [
          own,
          ...inputs.models.map((model, at) => ({
            path: `${prefix}models[${at}].parameters`,
            parameters: model.parameters,
          })),
        ]
      const slices = inputs.slices.flatMap((slice, at) => [
        { path: `${prefix}slices[${at}].parameters`, parameters: slice.parameters },
        ...slice.sources.map((source, index) => ({
          path: `${prefix}slices[${at}].sources[${index}].parameters`,
          parameters: source.parameters,
        })),
      ])
      return [own, ...slices]
    }),
  ]
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

/** Every value that a setting can take: the ends of gradients, the values of all filters. */
export function valuesOf(setting: ParameterSetting): readonly Scalar[] {
  if (setting.kind === 'scalar') return [setting.value]
  if (setting.kind === 'gradient') return setting.values
  return setting.cases.flatMap(({ value }) => valuesOf(value))
}

function checkValues(spec: ParameterSpec, path: string, setting: ParameterSetting, report: Report): void {
  for (const value of valuesOf(setting)) {
    const problem = problemOf(spec, value)
    if (!problem) continue
    report(problem.code, path, `${path}: ${spec.name} ${problem.text}, not ${String(value)}`)
    return
  }
}

function problemOf(
  spec: ParameterSpec,
  value: Scalar,
): { code: 'parameter-type' | 'parameter-range'; text: string } | null {
  const type = (text: string) => ({ code: 'parameter-type', text: `must be ${text}` }) as const
  const range = (text: string) => ({ code: 'parameter-range', text: `must be ${text}` }) as const
  if (spec.type === 'boolean') {
    const yes =
      typeof value === 'boolean' ||
      value === 0 ||
      value === 1 ||
      /^(true|false|yes|no|on|off|y|n|t|f)$/i.test(String(value))
    return yes ? null : type('true or false')
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

/** One input of a group with the settings that apply to it, the nearest first. */
interface Input {
  readonly path: string
  readonly model: ModelRef
  readonly isBase: boolean
  readonly added: boolean
  readonly settings: readonly Parameters[]
  readonly shared: readonly Parameters[]
}

function inputsOf(config: MergeConfig, method: MethodSpec): readonly Input[] {
  return config.modules.flatMap(({ name, inputs, parameters }) => {
    const prefix = pathOfModule(config, name)
    const outer = [parameters, config.parameters]
    const isBase = (model: ModelRef, base: ModelRef | null) =>
      base !== null && method.base !== 'ignored' && includes([base], model)
    if (inputs.kind === 'slices')
      return inputs.slices.flatMap((slice, at) =>
        slice.sources.map((source, index) => ({
          path: `${prefix}slices[${at}].sources[${index}]`,
          model: source.model,
          isBase: isBase(source.model, slice.baseModel ?? config.baseModel),
          added: false,
          settings: [source.parameters, slice.parameters, ...outer],
          shared: [slice.parameters, ...outer],
        })),
      )
    const listed = inputs.models.map((input, at) => ({
      path: `${prefix}models[${at}]`,
      model: input.model,
      isBase: isBase(input.model, config.baseModel),
      added: false,
      settings: [input.parameters, ...outer],
      shared: outer,
    }))
    const { baseModel } = config
    if (
      !baseModel ||
      includes(
        inputs.models.map(({ model }) => model),
        baseModel,
      )
    )
      return listed
    const base = {
      path: 'base_model',
      model: baseModel,
      isBase: isBase(baseModel, baseModel),
      added: true,
      settings: outer,
      shared: outer,
    }
    return [...listed, base]
  })
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
        `add parameters: {${spec.name}: 0.5}`,
      )
    else
      report(
        'parameter-missing',
        input.path,
        `${method.name} needs ${spec.name} for ${model}`,
        `add parameters: {${spec.name}: 1.0} to it`,
      )
    if (spec.scope === 'global') return
  }
}

/** della keeps a weight with a chance from density - epsilon to density + epsilon, both inside (0, 1). */
function checkEpsilon(config: MergeConfig, method: MethodSpec, report: Report): void {
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

function checkWeights(config: MergeConfig, method: MethodSpec, report: Report): void {
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
