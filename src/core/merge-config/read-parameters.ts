import { mergeMethods, type ParameterType } from '../methods.ts'
import { floatOf, integerOf } from './pydantic-values.ts'
import { isList, isMapping, type Spot, scalarAt } from './spot.ts'
import type { ParameterSetting, Parameters, Scalar } from './types.ts'
import type { YamlReader } from './yaml-reader.ts'

/** `parameters:` of any level: a number, a gradient over the layers, or filters by tensor name. */
export function readParameters(reader: YamlReader, spot: Spot | undefined): Parameters {
  const settings = new Map<string, ParameterSetting>()
  for (const [name, child] of (spot && reader.dictionary(spot)) ?? []) {
    const setting = readSetting(reader, child, typeOf.get(name) ?? 'number', true)
    if (setting) settings.set(name, setting)
  }
  return settings
}

/** No two methods have parameters of one name and different types. */
const typeOf: ReadonlyMap<string, ParameterType> = new Map(
  [...mergeMethods.values()].flatMap(({ parameters }) => parameters.map(({ name, type }) => [name, type])),
)

function readSetting(
  reader: YamlReader,
  spot: Spot,
  type: ParameterType,
  filtersAllowed: boolean,
): ParameterSetting | null {
  if (isMapping(spot) && filtersAllowed) return filters(reader, [spot], type)
  if (isList(spot)) {
    const items = reader.list(spot) ?? []
    if (items.length === 0) return reader.wrongType(spot, 'a value or a list of values')
    if (filtersAllowed && items.every((item) => isMapping(item))) return filters(reader, items, type)
    const values = items.map((item) => readScalar(reader, item, type))
    return values.some((value) => value === null) ? null : { kind: 'gradient', values: values as Scalar[] }
  }
  const value = readScalar(reader, spot, type)
  return value === null ? null : { kind: 'scalar', value }
}

function filters(reader: YamlReader, items: readonly Spot[], type: ParameterType): ParameterSetting {
  const cases = items.flatMap((item) => {
    const keys = reader.mapping(item, ['filter', 'value'])
    const value = keys?.get('value')
    if (!keys || !value) {
      if (keys) reader.missing(item, ['value'], `${item.path} has no value`, 'add value: …')
      return []
    }
    const filter = keys.get('filter')
    const setting = readSetting(reader, value, type, false)
    const name = filter ? reader.text(filter, 'self_attn') : null
    return setting ? [{ filter: name === '*' ? null : name, value: setting }] : []
  })
  return { kind: 'filters', cases }
}

/**
 * PyYAML reads `1e-3` as text and mergekit makes it a number where the parameter is one; so it is a number here. For a
 * whole number only figures will do, and for true or false words.
 */
function readScalar(reader: YamlReader, spot: Spot, type: ParameterType): Scalar | null {
  const value = scalarAt(spot)
  if (typeof value === 'string' && type === 'number') return floatOf(value) ?? value
  if (typeof value === 'string') return (type === 'integer' ? integerOf(value) : null) ?? value
  if (typeof value === 'number' || typeof value === 'boolean') return value
  return reader.wrongType(spot, 'a number, a list of numbers, or a list of {filter, value}')
}
