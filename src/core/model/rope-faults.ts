import { WrittenNumber } from '../json/written-number.ts'
import type { FieldTypes } from './field-types.ts'
import { type ConfigFault, isMapping, type WrittenConfig, written } from './field-values.ts'

/** What each way of stretching positions cannot do without. `rope_theta` is always added. */
const needed: ReadonlyMap<unknown, readonly string[]> = new Map([
  ['linear', ['factor']],
  ['dynamic', ['factor']],
  ['yarn', ['factor']],
  ['longrope', ['short_factor', 'long_factor']],
  ['llama3', ['factor', 'low_freq_factor', 'high_freq_factor']],
])

/** `rope_scaling`, the older name of `rope_parameters`, and what has to stand in either. */
export function ropeFaults(raw: WrittenConfig, fields: FieldTypes, path: string): readonly ConfigFault[] {
  const scaling = raw.rope_scaling
  const name = isTrue(scaling) ? 'rope_scaling' : 'rope_parameters'
  const value = raw[name] ?? null
  if (!isMapping(value))
    return name === 'rope_scaling'
      ? [
          {
            message: `${path}rope_scaling must be a mapping, not ${written(value)}`,
            raises: fields.has('rope_parameters')
              ? 'StrictDataclassFieldValidationError'
              : Array.isArray(value) || typeof value === 'string'
                ? 'AttributeError'
                : 'StrictDataclassClassValidationError',
          },
        ]
      : []
  const type = value.rope_type ?? value.type
  const lacking = needed.get(type)?.find((key) => !Object.hasOwn(value, key))
  if (lacking === undefined) return []
  return [{ message: `${path}${name} has no ${lacking}, which ${type} needs`, raises: 'KeyError' }]
}

/** What Python takes for true; everything else is as if it were not there. */
function isTrue(value: unknown): boolean {
  if (value instanceof WrittenNumber) return Number(value.text) !== 0
  if (Array.isArray(value)) return value.length > 0
  return isMapping(value) ? Object.keys(value).length > 0 : Boolean(value)
}
