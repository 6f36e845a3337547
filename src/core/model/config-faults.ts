import { WrittenNumber } from '../json/written-number.ts'
import { namesCode } from './config-facts.ts'
import { fieldsOfType } from './config-fields.ts'
import { type ConfigFault, isMapping, takes, type WrittenConfig, wanted, written } from './field-values.ts'
import { asText } from './raw-values.ts'
import { ropeFaults } from './rope-faults.ts'
import { sizeFaults } from './size-faults.ts'
import { torchDtypes } from './torch-dtypes.ts'
import { isModelTypeOfTransformers, modelTypes } from './transformers-types.ts'

/**
 * What transformers 5 refuses about a config.json, so that no model can be loaded or merged with it: it checks
 * the type of each field that the config's class has, and chokes on some that all have in common. `folder` is
 * where the file lies.
 */
export function configFaults(raw: WrittenConfig, folder: string): readonly ConfigFault[] {
  const type = raw.model_type
  // Without one, the name of the folder decides, should it hold that of a type.
  if (type === undefined && [...modelTypes].some((name) => folder.includes(name)))
    return commonFaults(raw, '')
  if (namesCode(raw, 'AutoConfig') && !isModelTypeOfTransformers(asText(type))) return []
  if (type === undefined) return [{ message: 'it has no model_type', raises: 'ValueError', shared: true }]
  if (typeof type !== 'string' || !isModelTypeOfTransformers(type)) {
    const message = `model_type must be one that transformers knows, not ${written(type)}`
    const raises = Array.isArray(type) || isMapping(type) ? 'TypeError' : 'ValueError'
    return [{ message, raises, shared: true, ...(typeof type === 'string' && { unknownType: type }) }]
  }
  return faultsOf(raw, type === 'mistral' && 'layer_types' in raw ? 'ministral' : type, '')
}

function faultsOf(raw: WrittenConfig, type: string, path: string): readonly ConfigFault[] {
  const fields = fieldsOfType(type) ?? new Map<string, string>()
  const faults = [...fields].flatMap(([name, letters]) => {
    if (!Object.hasOwn(raw, name)) return []
    return letters.startsWith('@')
      ? partFaults(raw[name], letters.slice(1), `${path}${name}`)
      : takes(letters, raw[name])
        ? []
        : [refusal(`${path}${name}`, wanted(letters), raw[name])]
  })
  return [
    ...faults,
    ...commonFaults(raw, path),
    ...ropeFaults(raw, fields, path),
    ...(faults.length === 0 ? sizeFaults(raw, fields, path) : []),
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
function partFaults(value: unknown, type: string, path: string): readonly ConfigFault[] {
  if (value === null) return []
  if (!isMapping(value)) return [refusal(path, 'a mapping', value)]
  const usual = type.replace('?', '')
  const named = value.model_type ?? usual
  if (usual === type) return faultsOf(value, usual, `${path}.`)
  if (typeof named === 'string' && isModelTypeOfTransformers(named)) return faultsOf(value, named, `${path}.`)
  const fault = refusal(`${path}.model_type`, 'one that transformers knows', named, 'ValueError')
  return [typeof named === 'string' ? { ...fault, unknownType: named } : fault]
}

/** What the configs of all types have in common; transformers does not look at the types of these. */
function commonFaults(raw: WrittenConfig, path: string): readonly ConfigFault[] {
  return commonRules.flatMap(({ name, expected, problem, shared }): ConfigFault[] => {
    if (!Object.hasOwn(raw, name)) return []
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
    expected: 'a mapping from layers to fields',
    problem: (value) => (value === null || isMapping(value) ? null : 'AttributeError'),
  },
]
