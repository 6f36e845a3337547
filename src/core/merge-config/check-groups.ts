import type { MethodSpec } from '../methods.ts'
import { formatModelRef, type ModelRef, modelKey } from '../model-ref.ts'
import { countedRange } from '../text/units.ts'
import type { Report } from './report.ts'
import type { MergeConfig, MergeInputs, OutputSlice } from './types.ts'

/** Models that are merged into one tensor, and where they stand in the config. */
export interface InputGroup {
  readonly path: string
  readonly models: readonly ModelRef[]
  readonly base: ModelRef | null
}

export function pathOfModule(config: MergeConfig, name: string): string {
  return config.layout === 'modules' ? `modules.${name}.` : ''
}

/** Whole models form one group, to which mergekit adds the base; every slice is a group of its own. */
export function inputGroups(config: MergeConfig): readonly InputGroup[] {
  return config.modules.flatMap(({ name, inputs }) => {
    const prefix = pathOfModule(config, name)
    if (inputs.kind === 'slices')
      return inputs.slices.map((slice, at) => ({
        path: `${prefix}slices[${at}]`,
        models: slice.sources.map(({ model }) => model),
        base: slice.baseModel ?? config.baseModel,
      }))
    const models = inputs.models.map(({ model }) => model)
    const { baseModel } = config
    const all = baseModel && !includes(models, baseModel) ? [...models, baseModel] : models
    return { path: `${prefix}models`, models: all, base: baseModel }
  })
}

export function includes(models: readonly ModelRef[], wanted: ModelRef): boolean {
  const key = modelKey(wanted)
  return models.some((model) => modelKey(model) === key)
}

/** The first model that stands a second time. */
function repeated(models: readonly ModelRef[]): ModelRef | undefined {
  const seen = new Set<string>()
  return models.find((model) => seen.size === seen.add(modelKey(model)).size)
}

/** Whether every group has the number of models, and the base, that the method takes. */
export function checkGroups(config: MergeConfig, method: MethodSpec, report: Report): void {
  for (const group of inputGroups(config)) checkGroup(group, method, report)
  for (const { name, inputs } of config.modules) checkSlices(inputs, pathOfModule(config, name), report)
}

function checkGroup(group: InputGroup, method: MethodSpec, report: Report): void {
  const { path, models, base } = group
  const twice = repeated(models)
  if (twice) report('donor-duplicate', path, `${path} names ${formatModelRef(twice)} twice`)
  if (method.base === 'required' && !base) {
    report(
      'method-needs-base',
      'merge_method',
      `${method.name} needs a base_model`,
      `add base_model: ${exampleBase(models)}`,
    )
    return
  }
  if (base && method.base !== 'ignored' && !includes(models, base))
    report(
      'slice-base-missing',
      path,
      `${path} does not have the base model ${formatModelRef(base)} among its sources`,
    )
  const withBase = base !== null && method.base !== 'ignored' && includes(models, base)
  checkCount(method, path, '', models.length, method.inputs, report, withBase)
  checkCount(
    method,
    path,
    ' besides the base',
    models.length - (withBase ? 1 : 0),
    method.nonBase,
    report,
    false,
  )
}

function exampleBase(models: readonly ModelRef[]): string {
  return models[0] ? formatModelRef(models[0]) : 'MODEL'
}

function checkCount(
  method: MethodSpec,
  path: string,
  others: '' | ' besides the base',
  count: number,
  [min, max]: readonly [number, number | null],
  report: Report,
  withBase: boolean,
): void {
  if (count >= min && (max === null || count <= max)) return
  const wanted = countedRange(min, max, 'model')
  const including = withBase ? ', the base included' : ''
  report('donor-count', path, `${method.name} takes ${wanted}${others}${including}; ${path} has ${count}`)
}

function checkSlices(inputs: MergeInputs, prefix: string, report: Report): void {
  if (inputs.kind !== 'slices') return
  for (const [at, slice] of inputs.slices.entries()) {
    const others = inputs.slices.filter((other) => other !== slice)
    checkSlice(slice, `${prefix}slices[${at}]`, others.some(hasLayers), report)
  }
}

const hasLayers = ({ sources }: OutputSlice): boolean =>
  sources.some(({ layerRange: [first, end] }) => end > first)

/** @param isBeside whether another slice has layers: mergekit takes an empty one then */
function checkSlice({ sources }: OutputSlice, path: string, isBeside: boolean, report: Report): void {
  if (sources.length === 0) report('config-missing-key', path, `${path} has no sources`, 'add a source')
  for (const [at, { layerRange }] of sources.entries()) {
    const [first, end] = layerRange
    const where = `${path}.sources[${at}].layer_range`
    const range = `the layer range [${first}, ${end}]`
    if (first < 0) report('slice-backwards', where, `${range} starts below 0`)
    else if (end < first) report('slice-backwards', where, `${range} runs backwards`)
    else if (end === first && isBeside)
      report(
        'parameter-without-effect',
        where,
        `${range} is empty: ${path} adds no layer, and only what stands before or behind all layers can come from it`,
        'remove the slice, or write [first, one after the last]',
      )
    else if (end === first) report('slice-backwards', where, `${range} is empty`)
  }
  const lengths = sources.map(({ layerRange: [first, end] }) => end - first)
  if (lengths.some((length) => length !== lengths[0]))
    report('slice-lengths', path, `the sources of ${path} have ${lengths.join(' and ')} layers`)
  const [lead, ...others] = sources
  const shifted = others.findIndex(({ layerRange: [first] }) => first !== lead?.layerRange[0])
  const [from, with_] = [lead, others[shifted]].map((source) => source?.layerRange[0])
  if (with_ !== undefined)
    report(
      'slice-shifted',
      `${path}.sources[${shifted + 1}].layer_range`,
      `${path} merges layer ${from} of ${formatModelRef(lead!.model)} with layer ${with_} of ${formatModelRef(others[shifted]!.model)}, and so on: the first of a slice with the first`,
    )
}
