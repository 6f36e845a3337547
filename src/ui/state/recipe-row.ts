import type { ParameterSpec } from '../../core/methods.ts'
import type { SettingName } from '../../core/run/settings.ts'
import type { DonorCells, ParameterCell } from './parameter-cells.ts'
import type { Picker } from './picker.ts'

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

/** The cells of a row of the table of values; none for any other. */
export const cellsOf = (row: RecipeRow | undefined): readonly ParameterCell[] =>
  row?.kind === 'donor' || row?.kind === 'whole' ? row.cells : []

/** The cell under the cursor, which may stand further right than this row goes. */
export const cellAt = (row: RecipeRow | undefined, cell: number): ParameterCell | undefined => {
  const cells = cellsOf(row)
  return cells[Math.min(cell, cells.length - 1)]
}
