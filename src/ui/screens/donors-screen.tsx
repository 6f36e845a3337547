import { Box } from 'ink'
import { useMemo } from 'react'
import { largestOf } from '../../core/many.ts'
import { formatModelRef } from '../../core/model-ref.ts'
import { donorNames } from '../../core/recipe/recipe.ts'
import { shortNames } from '../../core/text/short-names.ts'
import { detailLines } from '../components/donor-details.ts'
import { figuresOf, hasGhosts, roomFor, rowText, titleOf, waiting } from '../components/donor-figures.ts'
import { Line, Lines, Typing } from '../components/lines.tsx'
import { innerColumns, List, partOf } from '../components/list.tsx'
import type { Space } from '../components/space.tsx'
import { SuggestionList } from '../components/suggestion-list.tsx'
import type { AppState } from '../state/app.ts'
import { donorProblems } from '../state/donor-problems.ts'

/** The donors with what their headers tell, and the line that adds more. */
export function DonorsScreen({ state, space }: { readonly state: AppState; readonly space: Space }) {
  const { config, donors, adding, donorRow, mergekit, transformers } = state
  const { columns, rows } = space
  const problems = useMemo(
    () => donorProblems({ config, donors, mergekit, transformers }),
    [config, donors, mergekit, transformers],
  )
  const names = useMemo(() => donorNames(config), [config])
  const base = config.baseModel && formatModelRef(config.baseModel)
  const details = useMemo(
    () => names.map((name) => detailLines(donors.get(name), problems.get(name), columns)),
    [names, donors, problems, columns],
  )
  // As much as the longest needs, so that the list does not move with the cursor.
  const longest = largestOf(
    details.map(({ length }) => length),
    1,
  )
  const below = Math.min(adding ? 9 : longest, Math.floor(rows / (adding ? 2 : 2.5)))
  const part = partOf(names, donorRow, rows - below - 1)
  const inner = innerColumns(part, columns)
  const { names: room, hasArchitecture } = roomFor(names, inner)
  const short = shortNames(names, room)
  return (
    <>
      <Line columns={columns} tone="dim">
        {rowText(
          `   donor${part.place}`,
          {
            parameters: 'params',
            architecture: 'architecture',
            rows: 'rows',
            tokens: 'tokens',
            ghosts: 'ghosts',
          },
          inner,
          hasArchitecture,
        )}
      </Line>
      {names.length === 0 && (
        <Line columns={columns}>no donors yet: press a, or paste several lines of models</Line>
      )}
      <List part={part} columns={columns} keyOf={(name) => name}>
        {(name, line) => {
          const problem = problems.get(name)
          const known = donors.get(name)
          const mark = problem ? '✗' : known?.status === 'read' ? (hasGhosts(known) ? '!' : '✓') : '…'
          const title = `${mark} ${titleOf(short.get(name)!, name === base, room)}`
          const tone = problem ? 'error' : mark === '!' ? 'warning' : 'plain'
          return (
            <Line columns={line.columns} tone={tone} here={!adding && line.here}>
              {rowText(
                title,
                known?.status === 'read' ? figuresOf(known) : waiting(known),
                line.columns - 1,
                hasArchitecture,
              )}
            </Line>
          )
        }}
      </List>
      <Box flexGrow={1} />
      {adding ? (
        <>
          <Typing
            label="add: "
            line={adding.line}
            columns={columns}
            placeholder="a folder, a Hub id, or a .yml file"
          />
          <SuggestionList adding={adding} columns={columns} lines={below - 1} />
        </>
      ) : (
        <Lines lines={(details[donorRow] ?? []).slice(0, below)} columns={columns} />
      )}
    </>
  )
}
