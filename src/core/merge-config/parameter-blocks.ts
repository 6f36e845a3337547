import type { MethodSpec } from '../methods.ts'
import type { ModelRef } from '../model-ref.ts'
import { includes, pathOfModule } from './check-groups.ts'
import type { MergeConfig, Parameters } from './types.ts'

/** A block of a config where parameters stand, and how it is named there. */
export interface ParameterBlock {
  readonly path: string
  readonly parameters: Parameters
}

/** Every block of a config where parameters stand. */
export function parameterBlocks(config: MergeConfig): readonly ParameterBlock[] {
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

/** One input of a group with the settings that apply to it, the nearest first. */
export interface Input {
  readonly path: string
  readonly model: ModelRef
  readonly isBase: boolean
  readonly added: boolean
  readonly settings: readonly Parameters[]
  /** Where each of the settings stands. */
  readonly paths: readonly string[]
  readonly shared: readonly Parameters[]
  /** Layers of the slice; null for whole models. */
  readonly layers: number | null
  /** The model's layer with which the slice begins; 0 for whole models. */
  readonly firstLayer: number
}

/** Every input of every group, with the base where mergekit adds it. */
export function inputsOf(config: MergeConfig, method: MethodSpec): readonly Input[] {
  return config.modules.flatMap(({ name, inputs, parameters }): readonly Input[] => {
    const prefix = pathOfModule(config, name)
    const outer = [parameters, config.parameters]
    const outerPaths = [`${prefix}parameters`, 'parameters']
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
          paths: [
            `${prefix}slices[${at}].sources[${index}].parameters`,
            `${prefix}slices[${at}].parameters`,
            ...outerPaths,
          ],
          shared: [slice.parameters, ...outer],
          layers: source.layerRange[1] - source.layerRange[0],
          firstLayer: source.layerRange[0],
        })),
      )
    const listed = inputs.models.map((input, at) => ({
      path: `${prefix}models[${at}]`,
      model: input.model,
      isBase: isBase(input.model, config.baseModel),
      added: false,
      settings: [input.parameters, ...outer],
      paths: [`${prefix}models[${at}].parameters`, ...outerPaths],
      shared: outer,
      layers: null,
      firstLayer: 0,
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
      paths: outerPaths,
      shared: outer,
      layers: null,
      firstLayer: 0,
    }
    return [...listed, base]
  })
}
