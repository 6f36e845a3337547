import { configAliases } from './config-aliases.ts'
import { asFields, type FieldTypes } from './field-types.ts'
import { isRawObject, type RawObject } from './raw-values.ts'

let table: ReadonlyMap<string, FieldTypes> | undefined

/**
 * A config.json by the names that the class of each part has for its fields: `num_hidden_layers` of a GPT-2 is its
 * `n_layer`. transformers reads either; where a file has both, the other name counts.
 */
export function withOwnNames(section: RawObject): RawObject {
  table ??= asFields(configAliases)
  const names = typeof section.model_type === 'string' ? table.get(section.model_type) : undefined
  const own = new Map<string, unknown>()
  for (const [key, value] of Object.entries(section))
    if (names?.has(key) || ![...(names ?? [])].some(([other, name]) => name === key && other in section))
      own.set(names?.get(key) ?? key, isRawObject(value) ? withOwnNames(value) : value)
  return Object.fromEntries(own)
}
