import { notMeasured, shareRows } from '../../../core/view/share-rows.ts'
import { nextShares, type Seen } from '../next-run.ts'
import type { ResultState } from '../result-state.ts'
import { type DonorRow, line, type ResultRow } from './row.ts'

/** The donors by their shares, the loudest first. */
export function donorRows(seen: Seen): readonly ResultRow[] {
  const { shareOfVoice } = seen.result.run.result
  if (!shareOfVoice) return [line(notMeasured)]
  const next = new Map(nextShares(seen)?.donors.map((donor) => [donor.ref, donor]))
  const before = sharesBefore(seen.result)
  return shareRows(shareOfVoice).map((told) => ({
    kind: 'donor',
    told,
    next: next.get(told.ref) ?? null,
    before: before.get(told.ref) ?? null,
    into: null,
  }))
}

/** Of the donors that the run before had, by their names. */
function sharesBefore({ before }: ResultState): ReadonlyMap<string, DonorRow['before']> {
  const foretold = new Map(before?.foretold?.donors.map(({ ref, share }) => [ref, share]))
  const donors = before?.run.result.shareOfVoice?.donors ?? []
  return new Map(donors.map(({ ref, share }) => [ref, { share, foretold: foretold.get(ref) ?? null }]))
}
