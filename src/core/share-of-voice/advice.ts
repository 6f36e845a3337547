import type { DonorSummary, VoiceFlag } from '../contract/share-of-voice.ts'
import { anchorTimes, silentShare, subtleTimes } from './bands.ts'
import { type EqualShare, equalShareText } from './equal-share.ts'
import { hardlyChanges } from './without.ts'

/** Whose part in the merge it is that advice is given on. */
export interface MergeRole {
  /** It is the model that changes are measured from. */
  readonly isBase: boolean
  /** Tokens of the output may have their row from it alone. */
  readonly holdsAlone: boolean
  /** How many are merged, the base apart. */
  readonly donors: number
  /** The method gives its donors weights. */
  readonly hasWeights: boolean
  /** The weight at which it would be as loud as the average; null where none is. */
  readonly equal: EqualShare | null
}

/** The advice that nobody needs to read. */
export const nothingToDo = 'nothing to do'

type Judged = Pick<DonorSummary, 'band' | 'share' | 'norm' | 'weight' | 'changeRemerged'>

/**
 * What to do about a donor, in one phrase. A fair share moves with the weight, so a band may stay whatever the weight
 * becomes; whether to change the weight is told by the equal share 1/K, which stays where it is. Whoever does as told
 * comes to a share at which it is no longer told.
 */
export function adviceOf(donor: Judged, flags: readonly VoiceFlag[], role: MergeRole): string {
  const removable = isRemovable(donor, flags, role)
  if (flags.includes('not-finite'))
    return `${removable ? 'leave it out, or fetch it again' : 'fetch it again'}: its weights are broken (\`mergescope verify --deep\`)`
  if (flags.includes('many-ghosts'))
    return 'look at its tokenizer files with `mergescope inspect`: they do not fit its weights'
  const lowered = role.hasWeights && donor.share >= anchorTimes / role.donors && lowering(donor, role)
  if (donor.band === 'poisoned') {
    const look = 'look at it before you trust the result'
    if (lowered) return `${look}; ${lowered}${removable ? ' or leave it out' : ''}`
    return removable ? `${look}, or leave it out` : look
  }
  if (flags.includes('copy-of-the-base'))
    return 'nothing to do if it is meant to hold the result where it is; it adds no change of its own'
  if (isUnheard(donor, role.donors)) return unheardAdvice(donor, flags, role, removable)
  return donor.band === 'anchor' && lowered ? `${lowered} if the result sounds too much like it` : nothingToDo
}

/** So far below an equal share, and below that of its weight, that more weight would be needed to hear it. */
export const isUnheard = ({ band, share }: Pick<Judged, 'band' | 'share'>, donors: number): boolean =>
  (band === 'silent' || band === 'subtle') && share <= Math.max(silentShare, subtleTimes / donors)

function unheardAdvice(
  donor: Judged,
  flags: readonly VoiceFlag[],
  role: MergeRole,
  removable: boolean,
): string {
  const hardly = typeof donor.changeRemerged === 'number' && donor.changeRemerged < hardlyChanges
  const out = removable && hardly ? 'leave it out' : ''
  if (!role.hasWeights) return out === '' ? nothingToDo : `${out} if you do not need it`
  const raised = raising(donor, role)
  if (flags.includes('against-the-others') && (donor.weight ?? 1) > 0)
    return `${out && `${out}, or `}${raised} only if you want the result pulled its way`
  if (role.equal?.isOutOfReach)
    return `${out && `${out}: `}it moved too little to be heard (${equalShareText(role.equal)})`
  return `${raised} to hear it${out && `, or ${out}`}`
}

const raising = ({ weight }: Judged, role: MergeRole): string =>
  withNumber(
    weight === 0
      ? 'give it a weight'
      : isNegative(weight)
        ? 'move its weight further below 0'
        : 'raise its weight',
    role,
  )

const lowering = ({ weight }: Judged, role: MergeRole): string =>
  withNumber(isNegative(weight) ? 'move its weight closer to 0' : 'lower its weight', role)

const withNumber = (what: string, { equal }: MergeRole): string =>
  equal ? `${what} (${equalShareText(equal)})` : what

const isNegative = (weight: number | null): boolean => (weight ?? 0) < 0

/** Whether the advice may name leaving it out as a cure: not for the base, its twin, the only donor or holder of a row. */
function isRemovable({ norm }: Judged, flags: readonly VoiceFlag[], role: MergeRole): boolean {
  const moved = norm > 0 || flags.includes('not-finite')
  return moved && !role.isBase && !role.holdsAlone && role.donors > 1
}
