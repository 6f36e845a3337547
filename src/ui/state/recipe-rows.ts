import type { MergeConfig } from '../../core/merge-config/types.ts'
import { mergeMethods } from '../../core/methods.ts'
import { formatModelRef } from '../../core/model-ref.ts'
import { listedModels } from '../../core/recipe/recipe.ts'
import { settingNames, settingSpecs } from '../../core/run/settings.ts'
import { quotedToken } from '../../core/text/token-text.ts'
import { counted } from '../../core/text/units.ts'
import type { AppState } from './app.ts'
import { donorCells, globalText, wholeCells } from './parameter-cells.ts'
import { tokenizerText } from './pickers.ts'
import type { RecipeRow } from './recipe-row.ts'

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
