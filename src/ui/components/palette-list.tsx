import { Box } from 'ink'
import { cell } from '../../core/text/layout.ts'
import type { AppState } from '../state/app.ts'
import { openCommands } from '../state/keys.ts'
import { Line, Typing } from './lines.tsx'
import { List, partOf } from './list.tsx'
import type { Space } from './space.tsx'

/** What can be done, to be chosen by its name. */
export function PaletteList({
  state,
  space: { columns, rows },
}: {
  readonly state: AppState
  readonly space: Space
}) {
  const { palette } = state
  if (!palette) return null
  const commands = openCommands(state)
  const part = partOf(commands, palette.index, Math.max(1, rows - 2))
  return (
    <>
      <Typing
        label=": "
        line={palette.line}
        columns={columns}
        placeholder="what to do, or a command such as verify OUT --deep"
      />
      <Line columns={columns} tone="dim">{`commands${part.place}`}</Line>
      <List part={part} columns={columns} keyOf={(_, at) => at}>
        {({ label, key }, line) => (
          <Line columns={line.columns} here={line.here}>
            {` ${cell(key, 6)} ${label}`}
          </Line>
        )}
      </List>
      {commands.length === 0 && <Line columns={columns}>there is no such command</Line>}
      <Box flexGrow={1} />
    </>
  )
}
