import { asFields, type FieldTypes } from './field-types.ts'
import { usualValues } from './usual-values.ts'

let table: ReadonlyMap<string, FieldTypes> | undefined

/** The fields that the class of a `model_type` has, with their values as JSON; undefined for a type that is not in the table. */
export function usualFields(modelType: string): FieldTypes | undefined {
  table ??= asFields(usualValues)
  return table.get(modelType)
}

/** What transformers takes for a field that config.json does not have; undefined where that depends on others. */
export function usualValue(modelType: string, field: string): unknown {
  const text = usualFields(modelType)?.get(field)
  return text === undefined || text === '?' ? undefined : JSON.parse(text)
}
