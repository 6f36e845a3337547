import { Box } from 'ink'
import { useMemo } from 'react'
import { runCommand } from '../../core/run/run-command.ts'
import { clip, wrap } from '../../core/text/layout.ts'
import { shellCommand } from '../../core/text/shell-words.ts'
import { Line, Lines, ruled, Typing } from '../components/lines.tsx'
import { List, markColumns, partOf } from '../components/list.tsx'
import { PickerList } from '../components/picker-list.tsx'
import { predictionLines } from '../components/prediction-lines.ts'
import { RecipeRows } from '../components/recipe-rows.tsx'
import type { Space } from '../components/space.tsx'
import { aboutRow } from '../state/about-row.ts'
import type { AppState } from '../state/app.ts'
import { outputOfRun, takenBy } from '../state/next-run.ts'
import type { RecipeRow } from '../state/recipe-row.ts'
import { recipeRows } from '../state/recipe-rows.ts'

const besideFrom = 76
const leastForm = 12
/** Of the form, on any terminal: the head of the table and the row under the cursor among others. */
const leastRows = 3
/** What it comes to takes no fewer lines to let the form be whole. */
const leastTold = 6
/** Of the form: above its table, and above the options of the run. */
const heads = 2
/** Lines on what the row under the cursor is. */
const mostAbout = 2

/** The recipe as a form, its YAML beside or below, and what it would come to. */
export function RecipeScreen({ state, space }: { readonly state: AppState; readonly space: Space }) {
  const { columns, rows } = space
  const { recipe, config } = state
  const fields = recipeRows(state)
  const text = useMemo(() => state.text.trimEnd().split(/\r?\n/), [state.text])
  const isBeside = columns >= besideFrom
  const spare = Math.max(0, rows - 1 - leastRows)
  const about = [
    ...wrap(aboutRow(fields[recipe.row], recipe.cell, config), columns, mostAbout),
    clip(`$ ${runLine(state)}`, columns),
  ]
  const { donors, settings } = state
  const told = predictionLines({ ...recipe, taken: takenBy(state), donors, settings }, columns - markColumns)
  // Neither depends on what there is to tell: the form stays where it is, whole where there is room for it.
  const usual = Math.max(3, Math.floor(rows / (isBeside ? 3.5 : 6)))
  const besideAll = spare - mostAbout - 1 - fields.length - heads + leastRows
  const below = Math.min(besideAll < leastTold ? usual : Math.min(usual, besideAll), Math.ceil(spare / 2))
  const aboutLines = Math.min(mostAbout + 1, spare - below)
  const part = partOf(told, 0, below)
  const all = part.place !== '' && state.known.has(state.file) ? ', : inspect has all' : ''
  const left = rows - below - aboutLines - 1
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
        <Line columns={columns} tone="dim">
          {ruled(`what it comes to${part.place}${all}`, columns)}
        </Line>
      )}
      <Box flexDirection="column" height={aboutLines} flexShrink={0}>
        <Lines lines={about.slice(0, aboutLines).map((text) => ({ text, tone: 'dim' }))} columns={columns} />
      </Box>
      <List part={part} columns={columns} keyOf={(_, at) => at}>
        {({ text, tone }, line) => (
          <Line columns={line.columns} tone={tone}>
            {text}
          </Line>
        )}
      </List>
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

const Yaml = ({ text, at, lines, columns }: YamlProps) => (
  <List part={partOf(text, at, lines)} columns={columns} keyOf={(_, at) => at}>
    {(line, { columns: inner }) => (
      <Line columns={inner} tone="dim">
        {line}
      </Line>
    )}
  </List>
)
