import { Box } from 'ink'
import type { RunResult } from '../../core/contract/run.ts'
import { donorNames } from '../../core/recipe/recipe.ts'
import { bar, cell, clip, wrap } from '../../core/text/layout.ts'
import { formatShare } from '../../core/text/units.ts'
import type { Space } from '../components/app-frame.tsx'
import { Line, visible } from '../components/lines.tsx'
import { Text } from '../components/text.tsx'
import type { AppState } from '../state/app.ts'

/** What was run, what this machine has, and what to do next. */
export function HomeScreen({ state, space }: { readonly state: AppState; readonly space: Space }) {
  const { columns, rows } = space
  const { environment, recent } = state
  const about = wrap(environment?.text ?? 'looking at Python, mergekit and the disk …', columns - 2).slice(
    0,
    2,
  )
  const next = wrap(nextStep(state), columns - 2).slice(0, 3)
  const used = about.length + next.length + 4
  const { from, items } = visible(recent ?? [], state.homeRow, Math.max(1, rows - used))
  return (
    <>
      {about.map((line) => (
        <Line key={line} columns={columns} tone={environment?.fix ? 'warning' : 'dim'}>
          {line}
        </Line>
      ))}
      <Box height={1} flexShrink={0} />
      {next.map((line, index) => (
        <Line key={line} columns={columns}>{`${index === 0 ? '→' : ' '} ${line}`}</Line>
      ))}
      <Box height={1} flexShrink={0} />
      <Line columns={columns} tone="dim">
        recent runs
      </Line>
      {recent === null && (
        <Line columns={columns} tone="dim">
          reading …
        </Line>
      )}
      {recent?.length === 0 && <Line columns={columns}>none yet: a run that ends is listed here</Line>}
      {items.map(({ folder, result }, index) => (
        <RecentLine
          key={folder}
          folder={folder}
          result={result}
          here={from + index === state.homeRow}
          columns={columns}
        />
      ))}
    </>
  )
}

/** One sentence on what can be done now. */
export function nextStep(state: AppState): string {
  const { environment, config, run, draft } = state
  if (draft) return `an unsaved recipe of ${draft.file} was kept: press r to restore it`
  if (environment?.fix) return `the environment is not ready: ${environment.fix}`
  if (run && run.ended === null) return 'a run is in progress: press 4'
  const count = donorNames(config).length
  if (count === 0) return 'press n and add donors: folders, Hub ids, a YAML file, or several pasted lines'
  return count === 1
    ? 'one donor so far: press 2 and add another'
    : 'the donors are ready: press 3 for the recipe'
}

interface RecentLineProps {
  readonly folder: string
  readonly result: RunResult
  readonly here: boolean
  readonly columns: number
}

function RecentLine({ folder, result, here, columns }: RecentLineProps) {
  const marks = { ok: '✓', warnings: '!', failed: '✗', blocked: '✗', cancelled: '■' } as const
  const name = Math.max(16, Math.floor(columns / 2) - 8)
  const room = columns - name - 15
  return (
    <Text wrap="truncate" inverse={here}>
      {`${here ? '›' : ' '}${marks[result.verdict]} ${cell(folder, name)}  ${result.verdict.padEnd(8)}  `}
      <Text {...(!here && { color: 'cyan' })}>{clip(smallShares(result), room)}</Text>
    </Text>
  )
}

/** The shares in a few columns: a short bar and a number for the loudest donors. */
function smallShares({ shareOfVoice }: RunResult): string {
  const sorted = [...(shareOfVoice?.donors ?? [])].sort((left, right) => right.share - left.share)
  return sorted
    .slice(0, 4)
    .map(({ share }) => `${bar(share, 4).padEnd(4)}${formatShare(share)}`)
    .join(' ')
}
