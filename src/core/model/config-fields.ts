import type { Series } from '../transformers.ts'
import { fields4 } from './config-fields-4.ts'
import { fields5 } from './config-fields-5.ts'
import { asFields, type FieldTypes } from './field-types.ts'

const texts: Readonly<Record<Series, string>> = { '4': fields4, '5': fields5 }
const tables = new Map<Series, ReadonlyMap<string, FieldTypes>>()

/** What the configs of a type take, by the transformers of a series; nothing for a type that is not in its table. */
export function fieldsOfType(series: Series, modelType: string): FieldTypes {
  const table = tables.get(series) ?? asFields(texts[series])
  tables.set(series, table)
  return table.get(modelType) ?? new Map()
}
