import type { MergeConfig } from '../../core/merge-config/types.ts'
import { mergeMethods, type ParameterSpec } from '../../core/methods.ts'
import { formatModelRef } from '../../core/model-ref.ts'
import { listedModels } from '../../core/recipe/recipe.ts'
import { limitsText, settingText } from '../../core/recipe/setting-text.ts'
import { type SettingName, settingNames, settingSpecs } from '../../core/run/settings.ts'
import { quotedToken } from '../../core/text/token-text.ts'
import { counted } from '../../core/text/units.ts'
import type { AppState } from './app.ts'
import { whyAsYaml } from './keys/as-yaml.ts'
import { type DonorCells, donorCells, globalText, type ParameterCell, wholeCells } from './parameter-cells.ts'
import type { Picker } from './picker.ts'
import { methodAbout, tokenizerText } from './pickers.ts'

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
  /** What is edited as YAML: it opens the editor. */
  | {
      readonly kind: 'yaml'
      readonly field: 'layout' | 'tokens'
      readonly label: string
      readonly text: string
    }
  /** What the whole merge says of values that each donor may have. */
  | { readonly kind: 'whole'; readonly label: string; readonly cells: readonly ParameterCell[] }
  | ({ readonly kind: 'donor' } & DonorCells)

type Form = Pick<AppState, 'config' | 'output' | 'file' | 'settings'>

const known = new WeakMap<MergeConfig, { readonly form: Form; readonly rows: readonly RecipeRow[] }>()

/** The lines of the form. Asked for several times a frame. */
export function recipeRows({ config, output, file, settings }: Form): readonly RecipeRow[] {
  const last = known.get(config)
  const { form } = last ?? {}
  if (last && form?.output === output && form.file === file && form.settings === settings) return last.rows
  const rows = rowsOf({ config, output, file, settings })
  known.set(config, { form: { config, output, file, settings }, rows })
  return rows
}

function rowsOf({ config, output, file, settings }: Form): readonly RecipeRow[] {
  const specs = mergeMethods.get(config.mergeMethod)?.parameters ?? []
  const own = specs.filter(({ scope }) => scope !== 'global')
  const base = config.baseModel ? formatModelRef(config.baseModel) : 'none'
  return [
    { kind: 'choice', field: 'method', label: 'method', text: config.mergeMethod },
    { kind: 'choice', field: 'base', label: 'base', text: base },
    ...layoutRows(config),
    ...donorCells(config, own).map((donor): RecipeRow => ({ kind: 'donor', ...donor })),
    ...(own.length > 0
      ? [{ kind: 'whole', label: wholeLabel, cells: wholeCells(config, own) } as const]
      : []),
    ...specs
      .filter(({ scope }) => scope === 'global')
      .map(
        (spec): RecipeRow => ({ kind: 'parameter', label: spec.name, spec, text: globalText(config, spec) }),
      ),
    { kind: 'choice', field: 'tokenizer', label: 'tokenizer', text: tokenizerText(config) },
    ...tokenRows(config),
    { kind: 'choice', field: 'dtype', label: 'dtype', text: config.dtype ?? 'as the donors' },
    { kind: 'choice', field: 'outDtype', label: 'out dtype', text: config.outDtype ?? 'as dtype' },
    { kind: 'text', field: 'chatTemplate', label: 'chat template', text: config.chatTemplate ?? '' },
    { kind: 'text', field: 'output', label: 'output', text: output },
    { kind: 'text', field: 'file', label: 'recipe file', text: file },
    ...settingNames.map((name): RecipeRow => {
      const { label, usual } = settingSpecs[name]
      return { kind: 'setting', name, label, text: settings.get(name) ?? `${usual} (default)` }
    }),
  ]
}

const wholeLabel = 'whole merge'

/** Of a recipe that is more than a list of models. */
function layoutRows(config: MergeConfig): readonly RecipeRow[] {
  if (listedModels(config) !== null) return []
  const { layout, modules } = config
  const slices = modules.flatMap(({ inputs }) => (inputs.kind === 'slices' ? inputs.slices : []))
  const names = layout === 'modules' ? modules.map(({ name }) => name).join(', ') : ''
  const text = [names, slices.length > 0 ? counted(slices.length, 'slice') : ''].filter(Boolean).join(': ')
  return [{ kind: 'yaml', field: 'layout', label: layout, text }]
}

function tokenRows({ tokenizer }: MergeConfig): readonly RecipeRow[] {
  if (!tokenizer) return []
  const { tokens, padToMultipleOf } = tokenizer
  const rules =
    tokens.size === 0 ? 'none' : `${tokens.size}: ${[...tokens.keys()].map(quotedToken).join(' ')}`
  return [
    { kind: 'yaml', field: 'tokens', label: 'token rules', text: rules },
    { kind: 'text', field: 'padToMultipleOf', label: 'pad rows to', text: String(padToMultipleOf ?? '') },
  ]
}

/** The cells of a row of the table of values; none for any other. */
export const cellsOf = (row: RecipeRow | undefined): readonly ParameterCell[] =>
  row?.kind === 'donor' || row?.kind === 'whole' ? row.cells : []

/** The cell under the cursor, which may stand further right than this row goes. */
export const cellAt = (row: RecipeRow | undefined, cell: number): ParameterCell | undefined => {
  const cells = cellsOf(row)
  return cells[Math.min(cell, cells.length - 1)]
}

/** What the row under the cursor is about, in a sentence. */
export function aboutRow(row: RecipeRow | undefined, cell: number, config: MergeConfig): string {
  if (!row) return ''
  if (row.kind === 'parameter') return `${row.spec.name}: ${limitsText(row.spec)}`
  if (row.kind === 'setting') return `${settingSpecs[row.name].flag}: ${settingSpecs[row.name].about}`
  if (row.kind === 'whole')
    return aboutCell(cellAt(row, cell)!, 'for each donor that has no value of its own')
  if (row.kind === 'donor') {
    const asYaml = whyAsYaml(config)
    if (asYaml !== null) return asYaml
    const here = cellAt(row, cell)
    return here ? aboutCell(here, '') : `${config.mergeMethod} has no values of its own for a donor`
  }
  return {
    output: 'the folder that the run creates',
    file: 'where the recipe is saved, and what the run reads',
    chatTemplate: 'auto, a name such as chatml, or a Jinja template; empty: that of the tokenizer',
    padToMultipleOf: 'rows of the vocabulary become a multiple of this; empty: as many as there are tokens',
    method: methodAbout(config.mergeMethod),
    base: 'the model that changes are measured from',
    tokenizer: 'whose tokens the result has: union takes those of all donors',
    dtype: 'the type in which the result is computed and written',
    outDtype: 'the type in which it is written, where that is another',
    layout: 'which layers and modules become what: enter opens the YAML in the editor',
    tokens: 'whose row a token gets, by tokenizer.tokens: enter opens the YAML in the editor',
  }[row.field]
}

/** What a value may be, and the value itself where its column is too narrow for it. */
function aboutCell({ spec, own, inherited, isNone }: ParameterCell, where: string): string {
  if (isNone) return `${spec.name}: the base has none`
  const whole = inherited === 'varies' ? 'varies' : inherited && settingText(inherited)
  return [
    `${spec.name}: ${limitsText(spec)}`,
    where,
    own && own.kind !== 'scalar' ? `here ${settingText(own)}` : '',
    whole === null ? '' : `${whole} for the whole merge`,
  ]
    .filter(Boolean)
    .join('; ')
}
