import { modelNames } from '../merge-config/model-names.ts'
import { referencedModels } from '../merge-config/references.ts'
import { configDocument, rewriteModels } from '../merge-config/rewrite.ts'
import type { InputModel, MergeConfig, OutputModule, ParameterSetting } from '../merge-config/types.ts'
import { mergeMethods, type ParameterSpec } from '../methods.ts'
import { type ModelRef, modelKey, parseModelRef } from '../model-ref.ts'
import { isSame } from './changes.ts'

/** A recipe without donors: what the screens start with. */
export const emptyRecipe: MergeConfig = {
  mergeMethod: 'linear',
  baseModel: null,
  modules: [{ name: '', inputs: { kind: 'models', models: [] }, parameters: new Map() }],
  layout: 'models',
  parameters: new Map(),
  tokenizer: { source: { kind: 'union' }, tokens: new Map(), padToMultipleOf: null },
  chatTemplate: null,
  dtype: 'bfloat16',
  outDtype: null,
}

/** The recipe as mergekit's YAML. */
export const recipeText = (recipe: MergeConfig): string => rewriteModels(recipe, () => null)

/** Whether two recipes are written alike. */
export const isSameRecipe = (a: MergeConfig, b: MergeConfig): boolean =>
  a === b ||
  isSame(
    configDocument(a, () => null),
    configDocument(b, () => null),
  )

/** The names of the donors, the base model first. */
export const donorNames = (recipe: MergeConfig): readonly string[] => [...donorsByName(recipe).keys()]

const known = new WeakMap<MergeConfig, ReadonlyMap<string, ModelRef>>()

/** The donors by their names. Asked for at every turn. */
export function donorsByName(recipe: MergeConfig): ReadonlyMap<string, ModelRef> {
  const donors = known.get(recipe) ?? namedDonors(recipe)
  known.set(recipe, donors)
  return donors
}

function namedDonors(recipe: MergeConfig): ReadonlyMap<string, ModelRef> {
  const models = referencedModels(recipe)
  const names = modelNames(models)
  return new Map(models.map((ref) => [names.get(modelKey(ref))!, ref]))
}

/** The donor of that name; for another name, the model that it means. Throws `config-invalid`. */
export const modelNamed = (recipe: MergeConfig, name: string): ModelRef =>
  donorsByName(recipe).get(name) ?? parseModelRef(name)

/** The listed models; null where slices or modules make the recipe one for an editor. */
export function listedModels({ layout, modules }: MergeConfig): readonly InputModel[] | null {
  const [only] = modules
  return layout === 'models' && only?.inputs.kind === 'models' ? only.inputs.models : null
}

/** Adds donors that are not there yet. Throws `config-invalid` for a name that mergekit refuses. */
export function withDonors(
  recipe: MergeConfig,
  names: readonly string[],
  refOf: (name: string) => ModelRef = parseModelRef,
): MergeConfig {
  const known = new Set([...donorsByName(recipe).values()].map(modelKey))
  const refs = new Map(names.map(refOf).map((ref) => [modelKey(ref), ref]))
  return withReferences(
    recipe,
    [...refs].flatMap(([key, ref]) => (known.has(key) ? [] : [ref])),
  )
}

/** Adds models behind those that are there. */
export function withReferences(recipe: MergeConfig, refs: readonly ModelRef[]): MergeConfig {
  const models = listedModels(recipe)
  if (models === null) return recipe
  return withModels(recipe, [...models, ...refs.map((model) => listed(recipe, model))])
}

export function withoutDonor(recipe: MergeConfig, name: string): MergeConfig {
  const models = listedModels(recipe)
  if (models === null) return recipe
  const ref = donorsByName(recipe).get(name)
  if (!ref) return recipe
  const isBase = recipe.baseModel !== null && isModel(recipe.baseModel, ref)
  const kept = models.filter(({ model }) => !isModel(model, ref))
  return withModels({ ...recipe, baseModel: isBase ? null : recipe.baseModel }, kept)
}

/**
 * Makes another donor the base; null: none. A base that the method subtracts is not listed as an input: the old one takes
 * the place of the new one, with its values, so that choosing the old one again restores all.
 */
export function withBase(recipe: MergeConfig, name: string | null): MergeConfig {
  const baseModel = name === null ? null : modelNamed(recipe, name)
  return setBase(listBase(withBaseInPlaceOf(recipe, baseModel)), baseModel)
}

function withBaseInPlaceOf(recipe: MergeConfig, next: ModelRef | null): MergeConfig {
  const { baseModel } = recipe
  const models = listedModels(recipe)
  if (!models || !baseModel || !next || ignoresBase(recipe) || lists(recipe, baseModel)) return recipe
  return withModels(
    recipe,
    models.map((input) => (isModel(input.model, next) ? { ...input, model: baseModel } : input)),
  )
}

/** The donors that a change has made out of what was the base alone, by their names. */
export const newlyMerged = (before: MergeConfig, after: MergeConfig): readonly string[] =>
  [...donorsByName(before)].flatMap(([name, ref]) => (!lists(before, ref) && lists(after, ref) ? [name] : []))

const lists = (recipe: MergeConfig, ref: ModelRef): boolean =>
  (listedModels(recipe) ?? []).some(({ model }) => isModel(model, ref))

const ignoresBase = ({ mergeMethod }: MergeConfig): boolean =>
  mergeMethods.get(mergeMethod)?.base === 'ignored'

/** Changes the method: its parameters stay, those of the other go, and required ones get a first value. */
export function withMethod(recipe: MergeConfig, method: string): MergeConfig {
  const models = listedModels(listBase(recipe))
  const changed = { ...listBase(recipe), mergeMethod: method }
  const specs = mergeMethods.get(method)?.parameters ?? []
  const global = kept(recipe.parameters, specs.filter(isGlobal))
  const next = { ...changed, parameters: global }
  if (models === null) return next
  const own = specs.filter((spec) => !isGlobal(spec))
  const inputs = models.map(({ model, parameters }) => ({ model, parameters: kept(parameters, own) }))
  return setBase(withModels(next, inputs), recipe.baseModel)
}

/** Sets a parameter of the whole merge; null takes it out. */
export function withParameter(
  recipe: MergeConfig,
  name: string,
  setting: ParameterSetting | null,
): MergeConfig {
  return { ...recipe, parameters: changed(recipe.parameters, name, setting) }
}

/** Sets a parameter of one donor; null takes it out. */
export function withDonorParameter(
  recipe: MergeConfig,
  donor: string,
  name: string,
  setting: ParameterSetting | null,
): MergeConfig {
  const models = listedModels(recipe) ?? []
  const ref = donorsByName(recipe).get(donor)
  const next = models.map((input) =>
    ref && isModel(input.model, ref)
      ? { ...input, parameters: changed(input.parameters, name, setting) }
      : input,
  )
  return withModels(recipe, next)
}

const isModel = (a: ModelRef, b: ModelRef): boolean => modelKey(a) === modelKey(b)

const isGlobal = ({ scope }: ParameterSpec): boolean => scope === 'global'

/** The recipe with these models in the place of those that it lists. */
export function withModels(recipe: MergeConfig, models: readonly InputModel[]): MergeConfig {
  const [only] = recipe.modules
  const module: OutputModule = { ...only!, inputs: { kind: 'models', models } }
  return { ...recipe, modules: [module] }
}

/** The base among the inputs, where it stands first if it was not there. */
function listBase(recipe: MergeConfig): MergeConfig {
  const models = listedModels(recipe)
  const { baseModel } = recipe
  if (models === null || baseModel === null) return recipe
  if (lists(recipe, baseModel)) return recipe
  return withModels(recipe, [listed(recipe, baseModel), ...models])
}

function setBase(recipe: MergeConfig, baseModel: ModelRef | null): MergeConfig {
  const next = { ...recipe, baseModel }
  const models = listedModels(recipe)
  if (models === null || baseModel === null) return next
  if (ignoresBase(recipe)) return next
  return withModels(
    next,
    models.filter(({ model }) => !isModel(model, baseModel)),
  )
}

function listed(recipe: MergeConfig, model: ModelRef): InputModel {
  const specs = mergeMethods.get(recipe.mergeMethod)?.parameters ?? []
  // What the whole merge says applies to it as well.
  const outer = [recipe.parameters, ...recipe.modules.map(({ parameters }) => parameters)]
  const own = specs.filter((spec) => !isGlobal(spec) && !outer.some((block) => block.has(spec.name)))
  return { model, parameters: kept(new Map(), own) }
}

function kept(parameters: MergeConfig['parameters'], specs: readonly ParameterSpec[]) {
  const settings = new Map<string, ParameterSetting>()
  for (const { name, required, scope } of specs) {
    const value = scope === 'global' ? 0.5 : 1
    const setting = parameters.get(name) ?? (required ? ({ kind: 'scalar', value } as const) : undefined)
    if (setting) settings.set(name, setting)
  }
  return settings
}

function changed(
  parameters: MergeConfig['parameters'],
  name: string,
  setting: ParameterSetting | null,
): MergeConfig['parameters'] {
  const next = new Map(parameters)
  if (setting === null) next.delete(name)
  else next.set(name, setting)
  return next
}
