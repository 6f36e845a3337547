import { Box } from 'ink'
import { useMemo } from 'react'
import type { ShareOfVoice } from '../../core/contract/share-of-voice.ts'
import { largestOf } from '../../core/many.ts'
import type { AppState } from '../state/app.ts'
import type { ResultState } from '../state/result-state.ts'
import type { DonorRow } from '../state/rows/row.ts'
import { aboutDonor } from './about-donor.ts'
import { DonorProfileLines } from './donor-profile-lines.tsx'
import { DonorShares } from './donor-shares.tsx'
import { Lines } from './lines.tsx'
import { ReportLine } from './report-line.tsx'
import { ResultHead, roomy } from './result-head.tsx'
import type { Space } from './space.tsx'

interface ResultSharesProps {
  readonly state: AppState & { readonly result: ResultState }
  readonly voice: ShareOfVoice
  readonly list: readonly DonorRow[]
  readonly space: Space
}

/** Lines of the list on any terminal. */
const leastList = 4
/** Lines of where a donor is heard: a title, the layers, kinds of modules. */
const [leastProfile, mostProfile] = [5, 14]

/** Whose weights the result is made of, what that means of the donor under the cursor, and where that one is heard. */
export function ResultShares({ state, voice, list, space: { columns, rows } }: ResultSharesProps) {
  const { result } = state
  const { run, row } = result
  const isRoomy = rows >= roomy
  const fixed = isRoomy ? 3 : 1
  const abouts = useMemo(
    () => list.map((donor) => aboutDonor(state, donor, columns, rows)),
    [list, state, columns, rows],
  )
  // As much as the longest needs, so that the list does not move with the cursor.
  const longest = largestOf(
    abouts.map(({ length }) => length),
    0,
  )
  const about = Math.min(longest, Math.max(0, rows - fixed - leastList))
  const room = rows - fixed - about
  const below = room - list.length - 2
  const profile = below >= leastProfile ? Math.min(below, mostProfile) : 0
  return (
    <>
      <ResultHead result={result} columns={columns} place="" hasVerdict={isRoomy} />
      <DonorShares rows={list} row={row} columns={columns} lines={room - profile} />
      <Box flexGrow={1} />
      {profile > 0 && list[row] && (
        <DonorProfileLines voice={voice} donor={list[row].told.ref} columns={columns} lines={profile} />
      )}
      <Box flexDirection="column" height={about} flexShrink={0}>
        <Lines lines={(abouts[row] ?? []).slice(0, about)} columns={columns} />
      </Box>
      {isRoomy && <ReportLine folder={run.folder} columns={columns} />}
    </>
  )
}
