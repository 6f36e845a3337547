import type { MergeConfig } from '../../core/merge-config/types.ts'
import { limitsText, settingText } from '../../core/recipe/setting-text.ts'
import { settingSpecs } from '../../core/run/settings.ts'
import { whyAsYaml } from './keys/as-yaml.ts'
import type { ParameterCell } from './parameter-cells.ts'
import { methodAbout } from './pickers.ts'
import { cellAt, type RecipeRow } from './recipe-row.ts'

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
