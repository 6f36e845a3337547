import { WrittenNumber } from '../json/written-number.ts'
import type { Series } from '../transformers.ts'
import { type ConfigFault, isMapping, refusal, takes, type WrittenConfig } from './field-values.ts'
import { torchDtypes } from './torch-dtypes.ts'

/** What the configs of all types have in common; transformers does not look at the types of these. */
export function commonFaults(raw: WrittenConfig, series: Series, path: string): readonly ConfigFault[] {
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
