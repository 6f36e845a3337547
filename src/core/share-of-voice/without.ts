import type { DonorSummary, VoiceFlag } from '../contract/share-of-voice.ts'
import { percent } from '../text/figures.ts'

/** Of the whole change: below this much, merging without a donor is said to hardly change the result. */
export const hardlyChanges = 0.02
/** Beyond this the donors cancel each other out, and the whole change is rounding that measures nothing. */
const cancelledOut = 10

/** whose part in the merge it is to decide whether a donor may go. */
export interface MergeRole {
  /** It is the model that changes are measured from. */
  readonly isBase: boolean
  /** Tokens of the output may have their row from it alone. */
  readonly holdsAlone: boolean
  /** No other is merged, or only the base. */
  readonly isOnly: boolean
}

/**
 * What leaving the donor out would change, from the figure itself. Only where the merge without it is known
 * (`changeRemerged`) is anything concluded; else the figure stands for what it is.
 */
export function withoutPart({ norm, changeRemerged, changeWithout }: DonorSummary): string {
  if ((changeRemerged ?? changeWithout ?? 0) > cancelledOut) return ''
  if (typeof changeRemerged === 'number') {
    const change = `${percent(changeRemerged)} of that change`
    return changeRemerged < hardlyChanges
      ? `merging without it hardly changes the result (${change})`
      : `merging without it changes the result by about ${change}`
  }
  // A copy adds nothing to drop, and still may weigh on the others.
  if (changeWithout === null || changeWithout === undefined || norm === 0) return ''
  return `dropping it, the others as they are, changes the result by about ${percent(changeWithout)} of that change`
}

/** Whether the advice may name leaving it out as a cure: not for the base, its twin, the only donor or holder of a row. */
function isRemovable({ norm }: DonorSummary, flags: readonly VoiceFlag[], role: MergeRole): boolean {
  const moved = norm > 0 || flags.includes('not-finite')
  return moved && !role.isBase && !role.holdsAlone && !role.isOnly
}

/** How much of the whole change goes with a donor, and whether a merge without it is what was reckoned. */
export function changeLeftOut({ changeRemerged, changeWithout }: DonorSummary): number | null {
  return changeRemerged ?? changeWithout ?? null
}

/** The advice that nobody needs to read. */
export const nothingToDo = 'nothing to do'

/** What to do about a donor, in one phrase. */
export function adviceOf(donor: DonorSummary, flags: readonly VoiceFlag[], role: MergeRole): string {
  const removable = isRemovable(donor, flags, role)
  const hardly = typeof donor.changeRemerged === 'number' && donor.changeRemerged < hardlyChanges
  const orOut = removable && hardly ? ', or leave it out' : ''
  if (flags.includes('not-finite'))
    return `${removable ? 'leave it out, or fetch it again' : 'fetch it again'}: its weights are broken (\`mergescope verify --deep\`)`
  if (flags.includes('many-ghosts'))
    return 'look at its tokenizer files with `mergescope inspect`: they do not fit its weights'
  if (donor.band === 'poisoned')
    return `look at it before you trust the result; lower its weight${removable ? ' or leave it out' : ''}`
  if (flags.includes('copy-of-the-base'))
    return 'nothing to do if it is meant to hold the result where it is; it adds no change of its own'
  const usual = {
    anchor: 'lower its weight if the result sounds too much like it',
    'middle class': nothingToDo,
    subtle: `raise its weight to hear it${orOut}`,
    silent: `raise its weight to hear it${orOut}`,
  } as const
  return usual[donor.band]
}
