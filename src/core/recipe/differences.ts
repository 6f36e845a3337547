import type { ComparisonResult } from '../contract/comparison.ts'
import { configDocument } from '../merge-config/rewrite.ts'
import type { MergeConfig } from '../merge-config/types.ts'
import { isRawObject } from '../model/raw-values.ts'
import { modelKey } from '../model-ref.ts'
import { donorsByName, listedModels } from './recipe.ts'

export type RecipeDifference = NonNullable<ComparisonResult['recipe']>[number]

interface Setting {
  readonly value: string
  /** The donor that it is of, and what it is called there: empty for its place in the merge. */
  readonly of?: { readonly donor: string; readonly setting: string }
}

/** What two recipes say differently: settings of the merge, donors that only one has, values of a donor. */
export function recipeDifferences(first: MergeConfig, second: MergeConfig): readonly RecipeDifference[] {
  const [before, after] = [settingsOf(first), settingsOf(second)]
  return [...new Set([...before.keys(), ...after.keys()])].flatMap((what) => {
    const of = (before.get(what) ?? after.get(what))?.of
    // A donor without a value of its own has that of the merge, if the donor is there.
    const valueIn = (settings: ReadonlyMap<string, Setting>) => {
      const common = of && settings.has(of.donor) ? settings.get(of.setting) : undefined
      return (settings.get(what) ?? common)?.value ?? null
    }
    const values = { first: valueIn(before), second: valueIn(after) }
    return values.first === values.second ? [] : [{ what, ...values, ...of }]
  })
}

/** Every setting by what it is called: `method`, `normalize`, `org/a`, `org/a weight`, `slice 1 source 2 layer_range`. */
function settingsOf(recipe: MergeConfig): ReadonlyMap<string, Setting> {
  const { models, parameters, merge_method, base_model, ...rest } = configDocument(recipe, () => null)
  const settings = new Map<string, Setting>()
  const tell = (what: string, value: unknown, of?: Setting['of']) => {
    for (const [name, text] of leaves(what, value)) settings.set(name, { value: text, ...(of && { of }) })
  }
  tell('method', merge_method)
  tell('base', base_model)
  for (const [name, value] of entriesOf(parameters)) tell(name, value)
  const names = new Map([...donorsByName(recipe)].map(([name, ref]) => [modelKey(ref), name]))
  for (const [index, { model }] of (listedModels(recipe) ?? []).entries()) {
    const donor = names.get(modelKey(model))!
    tell(donor, 'in the merge', { donor, setting: '' })
    const own = (models as readonly { parameters?: unknown }[])[index]?.parameters
    for (const [setting, value] of entriesOf(own)) tell(`${donor} ${setting}`, value, { donor, setting })
  }
  for (const [name, value] of Object.entries(rest)) tell(name, value)
  return settings
}

const entriesOf = (parameters: unknown): readonly (readonly [string, unknown])[] =>
  Object.entries((parameters ?? {}) as Record<string, unknown>)

/** Parts of a config that are lists of parts of their own. */
const partsOf = /(^| )(slices|sources|models)$/

/** The single values of a setting, each with what it is called; nothing of what is not set. */
function leaves(what: string, value: unknown): readonly (readonly [string, string])[] {
  if (value === undefined || value === null) return []
  if (Array.isArray(value) && partsOf.test(what))
    return value.flatMap((part, at) => leaves(`${what.replace(/s$/, '')} ${at + 1}`, part))
  if (value instanceof Map || isRawObject(value))
    return pairsOf(value).flatMap(([key, part]) => leaves(`${what} ${key}`, part))
  return [[what, flowText(value)]]
}

const pairsOf = (value: object): readonly (readonly [unknown, unknown])[] =>
  value instanceof Map ? [...value] : Object.entries(value)

/** A value as people write it into one line of YAML: `[0, 0.5, 1]`, `[{filter: mlp, value: 0.5}, {value: 0}]`. */
function flowText(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(flowText).join(', ')}]`
  if (typeof value === 'object' && value !== null)
    return `{${pairsOf(value)
      .map(([key, part]) => `${key}: ${flowText(part)}`)
      .join(', ')}}`
  return String(value)
}
