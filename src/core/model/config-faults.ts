import type { Series } from '../transformers.ts'
import { commonFaults } from './common-faults.ts'
import { namesCode } from './config-facts.ts'
import { fieldsOfType } from './config-fields.ts'
import {
  type ConfigFault,
  isMapping,
  refusal,
  takes,
  type WrittenConfig,
  wanted,
  written,
} from './field-values.ts'
import { asText } from './raw-values.ts'
import { ropeFaults } from './rope-faults.ts'
import { sizeFaults } from './size-faults.ts'
import { isModelTypeOfTransformers, modelTypes } from './transformers-types.ts'

/** What each transformers that there is a table of refuses about a config.json. `folder` is where the file lies. */
export function configFaultsBySeries(
  raw: WrittenConfig,
  folder: string,
): Readonly<Record<Series, readonly ConfigFault[]>> {
  return { '4': configFaults(raw, folder, '4'), '5': configFaults(raw, folder, '5') }
}

/**
 * What transformers refuses about a config.json, so that no model can be loaded or merged with it. That of series 5
 * checks the type of each field that the config's class has; that of series 4 chokes on what it computes with. Both
 * choke on some that all types have in common.
 */
export function configFaults(raw: WrittenConfig, folder: string, series: Series): readonly ConfigFault[] {
  const type = raw.model_type
  // Without one, the name of the folder decides, should it hold that of a type.
  if (type === undefined && [...modelTypes].some((name) => folder.includes(name)))
    return commonFaults(raw, series, '')
  if (namesCode(raw, 'AutoConfig') && !isModelTypeOfTransformers(asText(type))) return []
  if (type === undefined) return [{ message: 'model_type is missing', raises: 'ValueError', shared: true }]
  if (typeof type !== 'string' || !isModelTypeOfTransformers(type)) {
    const message = `model_type must be one that transformers knows, not ${written(type)}`
    const raises = Array.isArray(type) || isMapping(type) ? 'TypeError' : 'ValueError'
    return [{ message, raises, shared: true, ...(typeof type === 'string' && { unknownType: type }) }]
  }
  const own = series === '5' && type === 'mistral' && 'layer_types' in raw ? 'ministral' : type
  return faultsOf(raw, series, own, '')
}

function faultsOf(raw: WrittenConfig, series: Series, type: string, path: string): readonly ConfigFault[] {
  const looked = [...fieldsOfType(series, type)].flatMap(([field, kinds]) => {
    const [name = '', other] = field.split('~')
    return other === undefined || (raw[other] ?? null) === null ? [[name, kinds] as const] : []
  })
  const fields = new Map(looked)
  const faults = looked.flatMap(([name, kinds]) => {
    if (!Object.hasOwn(raw, name)) return []
    if (kinds.startsWith('@')) return partFaults(raw[name], series, kinds.slice(1), `${path}${name}`)
    const [letters = '', raises] = kinds.split('!')
    return takes(letters, raw[name]) ? [] : [refusal(`${path}${name}`, wanted(letters), raw[name], raises)]
  })
  return [
    ...faults,
    ...commonFaults(raw, series, path),
    ...ropeFaults(raw, series, fields, path),
    ...(faults.length === 0 ? sizeFaults(raw, series, fields, path) : []),
  ]
}

/** A config within a config. */
function partFaults(value: unknown, series: Series, type: string, path: string): readonly ConfigFault[] {
  if (value === null) return []
  const [kind = '', raises] = type.split('!')
  if (!isMapping(value)) return raises === '' ? [] : [refusal(path, 'a mapping', value, raises)]
  const usual = kind.replace('?', '')
  const named = value.model_type ?? usual
  if (usual === kind) return faultsOf(value, series, usual, `${path}.`)
  if (typeof named === 'string' && isModelTypeOfTransformers(named))
    return faultsOf(value, series, named, `${path}.`)
  const fault = refusal(`${path}.model_type`, 'one that transformers knows', named, 'ValueError')
  return [typeof named === 'string' ? { ...fault, unknownType: named } : fault]
}
