import { WrittenNumber } from '../json/written-number.ts'
import type { Series } from '../transformers.ts'
import type { FieldTypes } from './field-types.ts'
import { type ConfigFault, isMapping, type WrittenConfig, written } from './field-values.ts'
import type { RawObject } from './raw-values.ts'

/** What each way of stretching positions cannot do without. `rope_theta` is always added. */
const needed: ReadonlyMap<unknown, readonly string[]> = new Map([
  ['linear', ['factor']],
  ['dynamic', ['factor']],
  ['yarn', ['factor']],
  ['longrope', ['short_factor', 'long_factor']],
  ['llama3', ['factor', 'low_freq_factor', 'high_freq_factor']],
])

/** `rope_scaling`, and of series 5 its newer name `rope_parameters`: what has to stand in it. */
export function ropeFaults(
  raw: WrittenConfig,
  series: Series,
  fields: FieldTypes,
  path: string,
): readonly ConfigFault[] {
  if (series === '4') {
    const value = raw.rope_scaling
    const isLookedAt = fields.get('rope_scaling')?.includes('r') && isMapping(value)
    return isLookedAt ? lackingFaults(value, true, `${path}rope_scaling`) : []
  }
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
  return lackingFaults(value, false, `${path}${name}`)
}

/** `older`: transformers 4, which wants the type to be named, and more of llama3. */
function lackingFaults(value: RawObject, older: boolean, name: string): readonly ConfigFault[] {
  const type = value.rope_type ?? value.type
  if (older && type === undefined) return [{ message: `${name} has no rope_type`, raises: 'KeyError' }]
  const keys = needed.get(type) ?? []
  const all = older && type === 'llama3' ? [...keys, 'original_max_position_embeddings'] : keys
  const lacking = all.find((key) => !Object.hasOwn(value, key))
  if (lacking === undefined) return []
  return [{ message: `${name} has no ${lacking}, which ${type} needs`, raises: 'KeyError' }]
}

/** What Python takes for true; everything else is as if it were not there. */
function isTrue(value: unknown): boolean {
  if (value instanceof WrittenNumber) return Number(value.text) !== 0
  if (Array.isArray(value)) return value.length > 0
  return isMapping(value) ? Object.keys(value).length > 0 : Boolean(value)
}
