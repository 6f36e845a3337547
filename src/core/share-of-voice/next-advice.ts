import type { ShareOfVoice } from '../contract/share-of-voice.ts'
import { counted } from '../text/units.ts'
import { adviceOf, nothingToDo } from './advice.ts'
import { bandMeaning } from './band-rules.ts'
import { equalShare } from './equal-share.ts'
import type { PredictedShares } from './predict.ts'
import { holdsAlone, type SoleTokens } from './verdict.ts'

/**
 * What is to be said of a donor in the next merge: what to do about it where it stays, and a warning where it is left
 * out and rows go with it that no other donor holds. Null where there is nothing to say.
 */
export function nextAdvice(
  { donors, reference }: Pick<ShareOfVoice, 'donors' | 'reference'>,
  next: PredictedShares,
  ref: string,
  soleTokens: SoleTokens,
  hasWeights = true,
): string | null {
  const donor = donors.find((each) => each.ref === ref)
  const predicted = next.donors.find((each) => each.ref === ref)
  if (!donor || !predicted) return null
  const alone = holdsAlone(donor, donors, soleTokens)
  const { share, norm, band, weight } = predicted
  if (share === null || band === null) return alone ? withoutRows(soleTokens.get(ref)) : null
  const role = {
    isBase: ref === reference,
    holdsAlone: alone,
    donors: next.donors.filter((each) => each.share !== null).length,
    hasWeights,
    equal: equalShare(next.donors, ref, next.about !== null),
  }
  // What a merge without it would change was measured with the weights of the last one.
  const then = { ...donor, share, norm, band, weight, changeRemerged: null }
  const advice = adviceOf(then, donor.verdict?.flags ?? [], role)
  const told = `then it ${bandMeaning[band]}${advice === nothingToDo ? '' : `: ${advice}`}`
  return (weight ?? 1) < 0 ? `below 0 its change is taken away; ${told}` : told
}

const withoutRows = (tokens: number | undefined): string =>
  tokens === undefined
    ? 'rows of the vocabulary go with it that no other donor holds'
    : `it alone holds the rows of ${counted(tokens, 'token')}: without it, no donor gives them a row`
