import { defaultOf } from './config-defaults.ts'
import { firstOf, isRawObject, type RawObject } from './raw-values.ts'

type RopeField = [name: string, field: { readonly path: string; readonly value: unknown }]

/**
 * How a model turns positions into angles, whichever way its config.json says it: `rope_theta` and `rope_scaling`,
 * or the `rope_parameters` of transformers 5, which may differ by kind of layer.
 */
export function ropeMeaning(section: RawObject): RopeField[] {
  const [path, given] = ropeObject(section)
  const kinds = Object.entries(given).filter(([, value]) => isRawObject(value))
  if (kinds.length > 0 && kinds.length === Object.keys(given).length)
    return kinds.flatMap(([kind, value]) => {
      const suffix = kind === 'full_attention' ? '' : kind === 'sliding_attention' ? '_local' : `_${kind}`
      const names = suffix === '_local' ? 'rope_local_base_freq' : `rope_theta${suffix}`
      return of(value as RawObject, section, `${path}.${kind}`, names, suffix)
    })
  const local = firstOf(section, ['rope_local_base_freq', 'local_rope_theta'])
  return [
    ...of(given, section, path, 'rope_theta', ''),
    ...(local === null
      ? []
      : [['rope_local_base_freq', { path: 'rope_local_base_freq', value: local }] as RopeField]),
  ]
}

function ropeObject(section: RawObject): [path: string, given: RawObject] {
  for (const path of ['rope_parameters', 'rope_scaling']) {
    const value = section[path]
    if (isRawObject(value)) return [path, value]
  }
  return ['rope_scaling', {}]
}

function of(given: RawObject, section: RawObject, path: string, theta: string, suffix: string): RopeField[] {
  const fields: RopeField[] = []
  const base = firstOf(given, ['rope_theta'])
  const names = ['rope_theta', 'global_rope_theta', 'rotary_emb_base', 'rope_base']
  const outside = names.find((name) => section[name] != null)
  if (base !== null) fields.push([theta, { path: `${path}.rope_theta`, value: base }])
  else if (suffix === '') {
    const value = outside === undefined ? defaultOf(section, 'rope_theta') : section[outside]
    if (value !== undefined) fields.push([theta, { path: outside ?? 'rope_theta', value }])
  }
  for (const name of ['partial_rotary_factor', 'original_max_position_embeddings'])
    if (given[name] != null)
      fields.push([`${name}${suffix}`, { path: `${path}.${name}`, value: given[name] }])
  fields.push([`rope_scaling${suffix}`, { path, value: scaling(given) }])
  return fields
}

/** What a way of stretching takes where it is not said. */
const usual: Readonly<Record<string, unknown>> = { beta_fast: 32, beta_slow: 1, truncate: true }
const elsewhere = new Set([
  'rope_type',
  'type',
  'rope_theta',
  'partial_rotary_factor',
  'original_max_position_embeddings',
])

function scaling(given: RawObject): unknown {
  const type = firstOf(given, ['rope_type', 'type']) ?? 'default'
  const entries = Object.entries(given)
    .filter(([name, value]) => !elsewhere.has(name) && value !== null && usual[name] !== value)
    .sort(([a], [b]) => (a < b ? -1 : 1))
  const isDefault = type === 'default' || type === 'mrope'
  if (isDefault && entries.length === 0) return null
  return { rope_type: isDefault ? 'default' : type, ...Object.fromEntries(entries) }
}
