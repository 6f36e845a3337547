import { WrittenNumber } from '../json/written-number.ts'
import type { Series } from '../transformers.ts'
import { namesCode } from './config-facts.ts'
import { fieldsOfType } from './config-fields.ts'
import { type ConfigFault, isMapping, takes, type WrittenConfig, wanted, written } from './field-values.ts'
import { asText } from './raw-values.ts'
import { ropeFaults } from './rope-faults.ts'
import { sizeFaults } from './size-faults.ts'
import { torchDtypes } from './torch-dtypes.ts'
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
  if (type === undefined) return [{ message: 'it has no model_type', raises: 'ValueError', shared: true }]
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

function refusal(
  name: string,
  expected: string,
  value: unknown,
  raises = 'StrictDataclassFieldValidationError',
) {
  return { message: `${name} must be ${expected}, not ${written(value)}`, raises }
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

/** What the configs of all types have in common; transformers does not look at the types of these. */
function commonFaults(raw: WrittenConfig, series: Series, path: string): readonly ConfigFault[] {
  return commonRules.flatMap(({ name, expected, problem, shared, only }): ConfigFault[] => {
    if (!Object.hasOwn(raw, name) || (only !== undefined && only !== series)) return []
    const raises = problem(raw[name], raw)
    if (raises === null) return []
    return [{ ...refusal(`${path}${name}`, expected, raw[name], raises), ...(shared && { shared }) }]
  })
}

interface CommonRule {
  readonly name: string
  readonly expected: string
  /** The exception that a value ends in; null: none. */
  readonly problem: (value: unknown, raw: WrittenConfig) => string | null
  /** As in `ConfigFault`. */
  readonly shared?: true
  /** The one series that looks at it in this way. */
  readonly only?: Series
}

function dtypeProblem(value: unknown): string | null {
  if (typeof value === 'string') return torchDtypes.has(value) ? null : 'AttributeError'
  return Array.isArray(value) || (value instanceof WrittenNumber && value.value === null)
    ? 'IndexError'
    : null
}

const commonRules: readonly CommonRule[] = [
  { name: 'dtype', shared: true, expected: 'a dtype of torch, such as "bfloat16"', problem: dtypeProblem },
  {
    name: 'torch_dtype',
    shared: true,
    expected: 'a dtype of torch, such as "bfloat16"',
    problem: (value, raw) => ((raw.dtype ?? null) === null ? dtypeProblem(value) : null),
  },
  {
    name: 'id2label',
    shared: true,
    expected: 'a mapping from whole numbers to text',
    problem: (value) => {
      if (value === null) return null
      if (!isMapping(value)) return 'AttributeError'
      return Object.keys(value).every((key) => /^\s*[-+]?\d+\s*$/.test(key)) ? null : 'ValueError'
    },
  },
  {
    name: 'num_labels',
    only: '4',
    expected: 'a whole number or null',
    problem: (value, raw) => (takes('ib0', value) || (raw.id2label ?? null) !== null ? null : 'TypeError'),
  },
  {
    name: 'label2id',
    only: '4',
    expected: 'a mapping or null',
    problem: (value) => (value === null || isMapping(value) ? null : 'ValueError'),
  },
  {
    name: 'quantization_config',
    only: '4',
    expected: 'a mapping',
    problem: (value) => (value === null ? 'AttributeError' : null),
  },
  {
    name: 'num_labels',
    only: '5',
    expected: 'a whole number',
    problem: (value, raw) => (takes('ib', value) || (raw.id2label ?? null) !== null ? null : 'TypeError'),
  },
  {
    name: 'auto_map',
    shared: true,
    expected: 'a mapping from classes to code',
    problem: (value) =>
      typeof value === 'string' || Array.isArray(value) || isMapping(value) ? null : 'TypeError',
  },
  {
    name: 'quantization_config',
    shared: true,
    expected: 'a mapping',
    problem: (value) => (value === null || isMapping(value) ? null : 'AttributeError'),
  },
  {
    name: 'per_layer_config',
    only: '5',
    expected: 'a mapping from layers to fields',
    problem: (value) => (value === null || isMapping(value) ? null : 'AttributeError'),
  },
]
