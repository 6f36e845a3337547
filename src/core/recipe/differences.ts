import type { ComparisonResult } from '../contract/comparison.ts'
import { configDocument } from '../merge-config/rewrite.ts'
import type { MergeConfig } from '../merge-config/types.ts'
import { modelKey } from '../model-ref.ts'
import { donorsByName, listedModels } from './recipe.ts'

export type RecipeDifference = NonNullable<ComparisonResult['recipe']>[number]

/** What two recipes say differently: settings of the merge, donors that only one has, values of a donor. */
export function recipeDifferences(first: MergeConfig, second: MergeConfig): readonly RecipeDifference[] {
  const [before, after] = [settingsOf(first), settingsOf(second)]
  return [...new Set([...before.keys(), ...after.keys()])].flatMap((what) => {
    const values = { first: before.get(what) ?? null, second: after.get(what) ?? null }
    return values.first === values.second ? [] : [{ what, ...values }]
  })
}

/** Every setting by what it is called: `method`, `normalize`, `org/a`, `org/a weight`. */
function settingsOf(recipe: MergeConfig): ReadonlyMap<string, string> {
  const { models, slices, modules, parameters, merge_method, base_model, ...rest } = configDocument(
    recipe,
    () => null,
  )
  const settings = new Map<string, string>()
  const tell = (what: string, value: unknown) => {
    if (value !== undefined && value !== null) settings.set(what, valueText(value))
  }
  tell('method', merge_method)
  tell('base', base_model)
  for (const [name, value] of entriesOf(parameters)) tell(name, value)
  const listed = listedModels(recipe)
  if (listed === null) tell('slices and modules', slices ?? modules)
  else {
    const names = new Map([...donorsByName(recipe)].map(([name, ref]) => [modelKey(ref), name]))
    for (const [index, { model }] of listed.entries()) {
      const name = names.get(modelKey(model))!
      const own = (models as readonly { parameters?: unknown }[])[index]?.parameters
      settings.set(name, 'in the merge')
      for (const [parameter, value] of entriesOf(own)) tell(`${name} ${parameter}`, value)
    }
  }
  for (const [name, value] of Object.entries(rest)) tell(name, value)
  return settings
}

const entriesOf = (parameters: unknown): readonly (readonly [string, unknown])[] =>
  Object.entries((parameters ?? {}) as Record<string, unknown>)

const valueText = (value: unknown): string =>
  typeof value === 'string'
    ? value
    : JSON.stringify(value, (_, part) => (part instanceof Map ? [...part] : part))
