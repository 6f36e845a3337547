import { mostLayers } from '../model/layer-counts.ts'
import { readModel } from './read-model.ts'
import { readParameters } from './read-parameters.ts'
import { isEmptyList, isEmptyMapping, type Spot } from './spot.ts'
import type { InputModel, MergeInputs, OutputModule, OutputSlice, SliceSource } from './types.ts'
import type { YamlReader } from './yaml-reader.ts'

const present = <T>(value: T | null): value is T => value !== null

export function readModels(reader: YamlReader, spot: Spot): MergeInputs {
  const models = (reader.list(spot) ?? []).map((item) => readInput(reader, item)).filter(present)
  return { kind: 'models', models }
}

function readInput(reader: YamlReader, spot: Spot): InputModel | null {
  const keys = reader.mapping(spot, ['model', 'parameters'])
  const model = keys && requiredModel(reader, spot, keys)
  return model && { model, parameters: readParameters(reader, keys.get('parameters')) }
}

export function readSlices(reader: YamlReader, spot: Spot): MergeInputs {
  const slices = (reader.list(spot) ?? []).map((item) => readSlice(reader, item)).filter(present)
  return { kind: 'slices', slices }
}

function readSlice(reader: YamlReader, spot: Spot): OutputSlice | null {
  const keys = reader.mapping(spot, ['sources', 'base_model', 'residual_weight', 'parameters'])
  if (!keys) return null
  const sources = keys.get('sources')
  if (!sources) {
    reader.missing(spot, ['sources'], `${spot.path} has no sources`, 'add sources: [{model, layer_range}]')
    return null
  }
  const base = keys.get('base_model')
  const residual = keys.get('residual_weight')
  if (residual) reader.number(residual, '0.5')
  return {
    sources: (reader.list(sources) ?? []).map((item) => readSource(reader, item)).filter(present),
    baseModel: base ? readModel(reader, base) : null,
    parameters: readParameters(reader, keys.get('parameters')),
  }
}

function readSource(reader: YamlReader, spot: Spot): SliceSource | null {
  const keys = reader.mapping(spot, ['model', 'layer_range', 'parameters'])
  const model = keys && requiredModel(reader, spot, keys)
  if (!keys) return null
  const range = keys.get('layer_range')
  if (!range) {
    reader.missing(spot, ['layer_range'], `${spot.path} has no layer_range`, 'add layer_range: [0, 32]')
    return null
  }
  const items = reader.list(range)
  const bounds = items?.map((item) => {
    const layer = reader.integer(item, '32')
    return layer === null || layer <= mostLayers
      ? layer
      : reader.wrongType(item, 'a layer that a model can have, such as 32')
  })
  if (!bounds || bounds.includes(null)) return null
  const [first, end] = bounds
  if (bounds.length !== 2 || first == null || end == null) {
    const message = `${range.path} must be two whole numbers, such as [0, 32], not ${bounds.length}`
    const hint = 'write [first, one after the last]; layers that are no neighbours take a slice each'
    reader.report('config-type', range.position, message, hint)
    return null
  }
  return (
    model && { model, layerRange: [first, end], parameters: readParameters(reader, keys.get('parameters')) }
  )
}

function requiredModel(reader: YamlReader, spot: Spot, keys: ReadonlyMap<string, Spot>) {
  const model = keys.get('model')
  if (model) return readModel(reader, model)
  reader.missing(spot, ['model'], `${spot.path} names no model`, 'add model: …')
  return null
}

export function readModules(reader: YamlReader, spot: Spot): readonly OutputModule[] {
  return (reader.dictionary(spot) ?? []).flatMap(([name, child]) => {
    const keys = reader.mapping(child, ['slices', 'models', 'parameters'])
    if (!keys) return []
    const inputs = readEither(reader, keys, child)
    return inputs ? [{ name, inputs, parameters: readParameters(reader, keys.get('parameters')) }] : []
  })
}

/** `models` or `slices`, exactly one of them. */
export function readEither(
  reader: YamlReader,
  keys: ReadonlyMap<string, Spot>,
  parent: Spot,
): MergeInputs | null {
  const models = filled(keys, 'models')
  const slices = filled(keys, 'slices')
  if (models && !slices) return readModels(reader, models)
  if (slices && !models) return readSlices(reader, slices)
  const where = parent.path || 'the config'
  const empty = keys.get('models') ?? keys.get('slices')
  if (models && slices)
    reader.report('config-exclusive-keys', slices.position, `${where} has both models and slices`)
  else if (empty)
    reader.report('config-missing-key', empty.position, `${empty.path} is empty`, `name at least one`)
  else
    reader.missing(
      parent,
      ['models', 'slices'],
      `${where} has neither models nor slices`,
      'add models: [{model: …}, …]',
    )
  return null
}

/** What stands under a key; an empty list (of modules: mapping) counts as none, as in mergekit. */
export function filled(
  keys: ReadonlyMap<string, Spot>,
  key: 'models' | 'slices' | 'modules',
): Spot | undefined {
  const spot = keys.get(key)
  if (!spot) return undefined
  const isEmpty = key === 'modules' ? isEmptyMapping(spot) : isEmptyList(spot)
  return isEmpty ? undefined : spot
}
