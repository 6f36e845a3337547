import type { DonorSummary } from '../contract/share-of-voice.ts'
import { percent } from '../text/figures.ts'

/** Of the whole change: below this much, merging without a donor is said to hardly change the result. */
export const hardlyChanges = 0.02
/** Beyond this the donors cancel each other out, and the whole change is rounding that measures nothing. */
const cancelledOut = 10

/**
 * What leaving the donor out would change, from the figure itself. Only where the merge without it is known
 * (`changeRemerged`) is anything concluded; else the figure stands for what it is.
 */
export function withoutPart({ norm, changeRemerged, changeWithout }: DonorSummary): string {
  if ((changeRemerged ?? changeWithout ?? 0) > cancelledOut) return ''
  if (typeof changeRemerged === 'number') {
    const change = percent(changeRemerged)
    return changeRemerged < hardlyChanges
      ? `without it, the change hardly differs (${change})`
      : `without it, the change differs by ${change}`
  }
  // A copy adds nothing to drop, and still may weigh on the others.
  if (changeWithout === null || changeWithout === undefined || norm === 0) return ''
  return `without it, all else equal, the change differs by about ${percent(changeWithout)}`
}

/** How much of the whole change goes with a donor, and whether a merge without it is what was reckoned. */
export function changeLeftOut({ changeRemerged, changeWithout }: DonorSummary): number | null {
  return changeRemerged ?? changeWithout ?? null
}
