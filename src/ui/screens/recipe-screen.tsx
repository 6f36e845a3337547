import { Box } from 'ink'
import { useMemo } from 'react'
import { runCommand } from '../../core/run/run-command.ts'
import { clip, wrap } from '../../core/text/layout.ts'
import { shellCommand } from '../../core/text/shell-words.ts'
import { Line, Lines, Typing, visible } from '../components/lines.tsx'
import { PickerList } from '../components/picker-list.tsx'
import { predictionLines } from '../components/prediction-lines.ts'
import { RecipeRows } from '../components/recipe-rows.tsx'
import type { Space } from '../components/space.tsx'
import type { AppState } from '../state/app.ts'
import { outputOfRun, takenBy } from '../state/next-run.ts'
import { aboutRow, type RecipeRow, recipeRows } from '../state/recipe-rows.ts'

const besideFrom = 76
const leastForm = 12
/** Of the form, on any terminal: the head of the table and the row under the cursor among others. */
const leastRows = 3

/** The recipe as a form, its YAML beside or below, and what it would come to. */
export function RecipeScreen({ state, space }: { readonly state: AppState; readonly space: Space }) {
  const { columns, rows } = space
  const { recipe, config } = state
  const fields = recipeRows(state)
  const text = useMemo(() => state.text.trimEnd().split(/\r?\n/), [state.text])
  const isBeside = columns >= besideFrom
  const spare = Math.max(0, rows - 1 - leastRows)
  const whole = [
    ...wrap(aboutRow(fields[recipe.row], recipe.cell, config), columns, 2),
    clip(`$ ${runLine(state)}`, columns),
  ]
  const told = predictionLines(
    recipe.prediction,
    recipe.predicting,
    columns,
    recipe.rehearsal,
    takenBy(state),
    state.donors,
  )
  const below = Math.min(
    told.length,
    Math.max(3, Math.floor(rows / (isBeside ? 3.5 : 6))),
    Math.ceil(spare / 2),
  )
  const about = whole.slice(0, spare - below)
  const left = rows - below - about.length - 1
  // Where there is little room, it is the form's.
  const yamlLines = isBeside ? left : Math.max(0, Math.min(text.length, left - leastForm))
  const formLines = isBeside ? left : left - yamlLines
  const formColumns = isBeside ? Math.floor(columns * 0.56) : columns
  const yamlColumns = isBeside ? columns - formColumns - 3 : columns
  return (
    <>
      <Box flexDirection={isBeside ? 'row' : 'column'} height={left} flexShrink={0}>
        <Box flexDirection="column" width={formColumns} height={formLines} flexShrink={0}>
          {recipe.picker ? (
            <PickerList picker={recipe.picker} columns={formColumns} lines={formLines} />
          ) : (
            <RecipeRows
              rows={fields}
              row={recipe.row}
              cell={recipe.cell}
              columns={formColumns}
              lines={formLines}
            />
          )}
        </Box>
        <Box flexDirection="column" flexShrink={0} paddingLeft={isBeside ? 3 : 0} height={yamlLines}>
          <Yaml text={text} at={lineOf(text, fields[recipe.row])} lines={yamlLines} columns={yamlColumns} />
        </Box>
      </Box>
      {recipe.edit ? (
        <Typing
          label={recipe.isForAll ? 'for all donors: ' : 'value: '}
          line={recipe.edit}
          columns={columns}
          placeholder="empty for the default"
        />
      ) : (
        <Line
          columns={columns}
          tone="dim"
        >{`─ what it comes to ${'─'.repeat(Math.max(0, columns - 20))}`}</Line>
      )}
      <Lines lines={about.map((text) => ({ text, tone: 'dim' }))} columns={columns} />
      <Lines lines={told.slice(0, below)} columns={columns} />
    </>
  )
}

/** What would do the same without these screens. */
const runLine = (state: AppState): string =>
  shellCommand(runCommand({ recipe: state.file, output: outputOfRun(state), settings: state.settings }))

/** Where the row under the cursor stands in the YAML, by and large. */
function lineOf(text: readonly string[], row: RecipeRow | undefined): number {
  if (row?.kind === 'donor')
    return Math.max(
      0,
      text.findIndex((line) => line.includes(row.name)),
    )
  if (row?.kind !== 'whole' && row?.kind !== 'yaml') return 0
  const key = row.kind === 'whole' ? 'parameters' : row.field === 'tokens' ? 'tokenizer' : row.label
  return Math.max(
    0,
    text.findIndex((line) => line.startsWith(key)),
  )
}

interface YamlProps {
  readonly text: readonly string[]
  readonly at: number
  readonly lines: number
  readonly columns: number
}

function Yaml({ text, at, lines, columns }: YamlProps) {
  const { from, items } = visible(text, at, lines)
  const told = items.map((line, index) => {
    const isCut = (index === 0 && from > 0) || (index === lines - 1 && from + lines < text.length)
    return { text: isCut ? '…' : line, tone: 'dim' } as const
  })
  return <Lines lines={told} columns={columns} />
}
