import { type Input, inputsOf } from '../../core/merge-config/parameter-blocks.ts'
import type { MergeConfig, ParameterSetting, Parameters } from '../../core/merge-config/types.ts'
import { mergeMethods, type ParameterSpec } from '../../core/methods.ts'
import { modelKey } from '../../core/model-ref.ts'
import { donorsByName, listedModels } from '../../core/recipe/recipe.ts'
import { settingText } from '../../core/recipe/setting-text.ts'

/** One value of a donor, or of all of them. */
export interface ParameterCell {
  readonly spec: ParameterSpec
  /** What stands there; null: nothing does. */
  readonly own: ParameterSetting | null
  /** What applies where nothing does and that is no default: the value of its slice, or of the whole merge. */
  readonly inherited: ParameterSetting | 'varies' | null
  /** The method gives the base no such value. */
  readonly isNone?: true
}

/** A donor with what applies to it: its own values, and what a slice, a module or the whole merge says. */
export interface DonorCells {
  readonly name: string
  readonly isBase: boolean
  readonly cells: readonly ParameterCell[]
}

export function donorCells(config: MergeConfig, specs: readonly ParameterSpec[]): readonly DonorCells[] {
  const inputs = inputsByModel(config)
  const base = config.baseModel && modelKey(config.baseModel)
  const isForm = listedModels(config) !== null
  return [...donorsByName(config)].flatMap(([name, ref]) => {
    const mine = inputs.get(modelKey(ref)) ?? []
    if (isForm && mine.length === 0) return []
    const cells = mine.length === 0 ? [] : specs.map((spec) => cellOf(spec, mine, isForm))
    return [{ name, isBase: modelKey(ref) === base, cells }]
  })
}

/** Those that the recipe lists, by their model. */
function inputsByModel(config: MergeConfig): ReadonlyMap<string, readonly Input[]> {
  const method = mergeMethods.get(config.mergeMethod)
  const listed = (method ? inputsOf(config, method) : []).filter(({ added }) => !added)
  return Map.groupBy(listed, ({ model }) => modelKey(model))
}

function cellOf(spec: ParameterSpec, inputs: readonly Input[], isForm: boolean): ParameterCell {
  if (spec.scope === 'non-base' && inputs.every(({ isBase }) => isBase))
    return { spec, own: null, inherited: null, isNone: true }
  const own = isForm ? (inputs[0]?.settings[0]?.get(spec.name) ?? null) : null
  const outer = inputs.map(({ settings }) => settings.slice(isForm ? 1 : 0))
  return { spec, own, inherited: commonIn(outer, spec.name) }
}

/** What the whole merge says of such values. */
export const wholeCells = (
  { parameters }: MergeConfig,
  specs: readonly ParameterSpec[],
): readonly ParameterCell[] =>
  specs.map((spec) => ({ spec, own: parameters.get(spec.name) ?? null, inherited: null }))

/** What applies of a parameter of the whole merge, which a slice or a module may give another value. */
export function globalText(config: MergeConfig, spec: ParameterSpec): string {
  const own = config.parameters.get(spec.name)
  const inner = [...inputsByModel(config).values()].flat().map(({ shared }) => shared.slice(0, -1))
  const there = commonIn(inner, spec.name)
  if (there !== null) return `${there === 'varies' ? there : settingText(there)} (in ${config.layout})`
  return own ? settingText(own) : spec.default === null ? '' : `${spec.default} (default)`
}

/** The value that the nearest of each one's blocks gives; null where none does. */
function commonIn(all: readonly (readonly Parameters[])[], name: string): ParameterCell['inherited'] {
  const values = all.map((blocks) => blocks.find((block) => block.has(name))?.get(name) ?? null)
  const [first = null] = values
  const text = first && settingText(first)
  return values.every((value) => (value && settingText(value)) === text) ? first : 'varies'
}
