import { type Input, inputsOf } from '../../core/merge-config/parameter-blocks.ts'
import type { MergeConfig } from '../../core/merge-config/types.ts'
import { mergeMethods, type ParameterSpec } from '../../core/methods.ts'
import { formatModelRef, modelKey } from '../../core/model-ref.ts'
import { donorNames, donorsByName, listedModels } from '../../core/recipe/recipe.ts'
import { limitsText, settingText } from '../../core/recipe/setting-text.ts'
import { type SettingName, settingNames, settingSpecs } from '../../core/run/settings.ts'
import type { AppState, Choice, Picker } from './app.ts'
import { whyAsYaml } from './keys/as-yaml.ts'

/** One value of a donor's row. */
export interface DonorCell {
  readonly spec: ParameterSpec
  /** The donor's own value; empty: it has none, null: the method gives the base none. */
  readonly text: string | null
  /** What applies where it has none of its own and that is no default: the value of its slice, or of all donors. */
  readonly inherited: string | null
}

/** One line of the recipe's form. */
export type RecipeRow =
  | {
      readonly kind: 'choice'
      readonly field: Picker['field']
      readonly label: string
      readonly text: string
    }
  | {
      readonly kind: 'text'
      readonly field: 'output' | 'file' | 'chatTemplate' | 'padToMultipleOf'
      readonly label: string
      readonly text: string
    }
  | {
      readonly kind: 'setting'
      readonly name: SettingName
      readonly label: string
      readonly text: string
    }
  | {
      readonly kind: 'parameter'
      readonly label: string
      readonly spec: ParameterSpec
      readonly text: string
    }
  | {
      readonly kind: 'donor'
      readonly name: string
      readonly isBase: boolean
      readonly cells: readonly DonorCell[]
    }

export function recipeRows({
  config,
  output,
  file,
  settings,
}: Pick<AppState, 'config' | 'output' | 'file' | 'settings'>): RecipeRow[] {
  const specs = mergeMethods.get(config.mergeMethod)?.parameters ?? []
  return [
    { kind: 'choice', field: 'method', label: 'method', text: config.mergeMethod },
    {
      kind: 'choice',
      field: 'base',
      label: 'base',
      text: config.baseModel ? formatModelRef(config.baseModel) : 'none',
    },
    ...donorRows(
      config,
      specs.filter(({ scope }) => scope !== 'global'),
    ),
    ...specs
      .filter(({ scope }) => scope === 'global')
      .map((spec): RecipeRow => {
        const setting = config.parameters.get(spec.name)
        const text = setting ? settingText(setting) : spec.default === null ? '' : `${spec.default} (default)`
        return { kind: 'parameter', label: spec.name, spec, text }
      }),
    { kind: 'choice', field: 'tokenizer', label: 'tokenizer', text: tokenizerText(config) },
    { kind: 'choice', field: 'dtype', label: 'dtype', text: config.dtype ?? 'as the donors' },
    { kind: 'choice', field: 'outDtype', label: 'out dtype', text: config.outDtype ?? 'as dtype' },
    { kind: 'text', field: 'chatTemplate', label: 'chat template', text: config.chatTemplate ?? '' },
    ...(config.tokenizer
      ? [
          {
            kind: 'text',
            field: 'padToMultipleOf',
            label: 'pad rows to',
            text: String(config.tokenizer.padToMultipleOf ?? ''),
          } as const,
        ]
      : []),
    { kind: 'text', field: 'output', label: 'output', text: output },
    { kind: 'text', field: 'file', label: 'recipe file', text: file },
    ...settingNames.map((name): RecipeRow => {
      const { label, usual } = settingSpecs[name]
      return { kind: 'setting', name, label, text: settings.get(name) ?? `${usual} (default)` }
    }),
  ]
}

/** The donors with what applies to them: their own values, and what a slice, a module or the whole merge says. */
function donorRows(config: MergeConfig, specs: readonly ParameterSpec[]): RecipeRow[] {
  const method = mergeMethods.get(config.mergeMethod)
  const inputs = method ? inputsOf(config, method) : []
  const base = config.baseModel && modelKey(config.baseModel)
  const form = listedModels(config)
  const listed = form && new Set(form.map(({ model }) => modelKey(model)))
  return [...donorsByName(config)]
    .filter(([, ref]) => listed === null || listed.has(modelKey(ref)))
    .map(([name, ref]): RecipeRow => {
      const mine = inputs.filter(({ model, added }) => modelKey(model) === modelKey(ref) && !added)
      return {
        kind: 'donor',
        name,
        isBase: modelKey(ref) === base,
        cells: mine.length === 0 ? [] : specs.map((spec) => cellOf(spec, mine, form !== null)),
      }
    })
}

function cellOf(spec: ParameterSpec, inputs: readonly Input[], isForm: boolean): DonorCell {
  if (spec.scope === 'non-base' && inputs.every(({ isBase }) => isBase))
    return { spec, text: null, inherited: null }
  const own = isForm ? inputs[0]?.settings[0]?.get(spec.name) : undefined
  const others = inputs.map(({ settings }) => {
    const setting = settings
      .slice(isForm ? 1 : 0)
      .find((parameters) => parameters.has(spec.name))
      ?.get(spec.name)
    return setting ? settingText(setting) : null
  })
  const inherited = new Set(others).size > 1 ? 'varies' : (others[0] ?? null)
  return { spec, text: own ? settingText(own) : '', inherited }
}

function tokenizerText({ tokenizer }: MergeConfig): string {
  if (!tokenizer) return 'not touched'
  const { source } = tokenizer
  return source.kind === 'model' ? formatModelRef(source.model) : source.kind
}

/** What the row under the cursor is about, in a sentence. */
export function aboutRow(row: RecipeRow | undefined, cell: number, config: MergeConfig): string {
  if (!row) return ''
  if (row.kind === 'parameter') return `${row.spec.name}: ${limitsText(row.spec)}`
  if (row.kind === 'setting') return `${settingSpecs[row.name].flag}: ${settingSpecs[row.name].about}`
  if (row.kind === 'donor') {
    const { spec, inherited = null } = row.cells[Math.min(cell, row.cells.length - 1)] ?? {}
    const asYaml = whyAsYaml(config)
    if (asYaml !== null) return asYaml
    return spec
      ? `${spec.name}: ${limitsText(spec)}${inherited === null ? '' : `; ${inherited} for the whole merge`}`
      : `${config.mergeMethod} has no values of its own for a donor`
  }
  if (row.kind === 'text')
    return {
      output: 'the folder that the run creates',
      file: 'where the recipe is saved, and what the run reads',
      chatTemplate: 'auto, a name such as chatml, or a Jinja template; empty: that of the tokenizer',
      padToMultipleOf: 'rows of the vocabulary become a multiple of this; empty: as many as there are tokens',
    }[row.field]
  return {
    method: methodAbout(config.mergeMethod),
    base: 'the model that changes are measured from',
    tokenizer: 'whose tokens the result has: union takes those of all donors',
    dtype: 'the type in which the result is computed and written',
    outDtype: 'the type in which it is written, where that is another',
  }[row.field]
}

/** What a method does and what it needs. */
export function methodAbout(name: string): string {
  const method = mergeMethods.get(name)
  if (!method) return 'mergekit has no such method'
  const [least, most] = method.inputs
  const [leastOthers, mostOthers] = method.nonBase
  const base = { required: 'needs a base', optional: 'a base is optional', ignored: 'needs no base' }[
    method.base
  ]
  const count = (min: number, max: number | null, what: string) =>
    max === min
      ? `exactly ${min} ${what}`
      : max === null
        ? min > 1
          ? `at least ${min} ${what}`
          : ''
        : `${min} to ${max} ${what}`
  const parts = [base, count(least, most, 'models'), count(leastOthers, mostOthers, 'models beside the base')]
  return `${method.sentence} ${capital(parts.filter(Boolean).join(', '))}.`
}

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1)

/** The values that can be chosen for a field, with the present one under the cursor. */
export function pickerFor(field: Picker['field'], config: MergeConfig): Picker {
  const { title, choices, now } = choicesFor(field, config)
  const index = Math.max(
    0,
    choices.findIndex(({ value }) => value === now),
  )
  return { title, field, choices, index }
}

function choicesFor(
  field: Picker['field'],
  config: MergeConfig,
): { title: string; choices: readonly Choice[]; now: string | null } {
  const models = donorNames(config).map((name) => ({ value: name, label: name, about: '' }))
  switch (field) {
    case 'method':
      return {
        title: 'merge method',
        choices: [...mergeMethods.keys()].map((name) => ({
          value: name,
          label: name,
          about: methodAbout(name),
        })),
        now: config.mergeMethod,
      }
    case 'base':
      return {
        title: 'base model',
        choices: [{ value: null, label: 'none', about: 'no base model' }, ...models],
        now: config.baseModel && formatModelRef(config.baseModel),
      }
    case 'tokenizer':
      return {
        title: 'tokenizer source',
        choices: [
          { value: 'union', label: 'union', about: 'the tokens of all donors' },
          { value: 'base', label: 'base', about: 'the tokens of the base model' },
          ...models.map((model) => ({ ...model, about: 'the tokens of this donor' })),
          {
            value: null,
            label: 'not touched',
            about: 'the tokenizer of the first model, rows unchanged',
          },
        ],
        now: config.tokenizer ? tokenizerText(config) : null,
      }
    case 'dtype':
      return {
        title: 'dtype',
        choices: [
          ...['bfloat16', 'float16', 'float32'].map((name) => ({ value: name, label: name, about: '' })),
          { value: null, label: 'as the donors', about: 'what most of the donors have' },
        ],
        now: config.dtype,
      }
    case 'outDtype':
      return {
        title: 'dtype of the output',
        choices: [
          ...['bfloat16', 'float16', 'float32'].map((name) => ({ value: name, label: name, about: '' })),
          { value: null, label: 'as dtype', about: 'the type in which it is computed' },
        ],
        now: config.outDtype,
      }
  }
}
