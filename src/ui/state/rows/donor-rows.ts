import { notMeasured, shareRows } from '../../../core/view/share-rows.ts'
import { nextShares, type Seen } from '../next-run.ts'
import { line, type ResultRow } from './row.ts'

/** The donors by their shares, the loudest first. */
export function donorRows(seen: Seen): readonly ResultRow[] {
  const { shareOfVoice } = seen.result.run.result
  if (!shareOfVoice) return [line(notMeasured)]
  const next = new Map(nextShares(seen)?.donors.map((donor) => [donor.ref, donor]))
  return shareRows(shareOfVoice).map((told) => ({
    kind: 'donor',
    told,
    next: next.get(told.ref) ?? null,
    into: null,
  }))
}
