import type { Band, DonorSummary, ShareOfVoice, VoiceFlag, VoiceVerdict } from '../contract/share-of-voice.ts'
import { figure, percent } from '../text/figures.ts'
import { readableToken } from '../text/token-text.ts'
import { counted } from '../text/units.ts'
import { adviceOf, type MergeRole } from './advice.ts'
import { bandOf, flagsOf, median, subtleTimes } from './bands.ts'
import { equalShare } from './equal-share.ts'
import { fairShares } from './fair-share.ts'
import type { Adding } from './what-if.ts'
import { whyQuiet } from './why-quiet.ts'
import { withoutPart } from './without.ts'

/** What the audit and the headers know of a donor's tokens, by its name. */
export type GhostTokens = ReadonlyMap<string, readonly string[]>

/** Tokens of the output whose row one donor alone holds, by its name; absent where nobody counted. */
export type SoleTokens = ReadonlyMap<string, number>

/**
 * One verdict a donor from both sides: which tokens it lacks, and how loud it is. Bands are decided again,
 * since ghosts and broken values count as well.
 * @param hasWeights whether the method gives its donors weights (`givesWeights`); what is not known to have none, may
 * @param adding how the method adds up its donors (`addingOf`): where that is known, advice on weights is exact
 */
export function withVerdicts(
  voice: ShareOfVoice,
  ghosts: GhostTokens = new Map(),
  soleTokens: SoleTokens = new Map(),
  hasWeights = true,
  adding: Adding | null = null,
): ShareOfVoice {
  const fair = fairShares(voice.donors.map(({ weight }) => weight))
  const donors = voice.donors.map((donor, index): DonorSummary => {
    const tokens = (ghosts.get(donor.ref) ?? []).map(readableToken)
    const otherNorms = voice.donors.flatMap(({ norm }, other) => (other === index ? [] : [norm]))
    const input = {
      norm: donor.norm,
      share: donor.share,
      fairShare: fair[index]!,
      otherNorms,
      ghosts: Math.max(tokens.length, donor.vocabulary?.ghost.rows ?? 0),
      nonFinite: donor.nonFinite ?? 0,
      beyondMeasure: donor.beyondMeasure ?? false,
      alignment: donor.alignment ?? null,
      fittedScale: voice.method === 'fitted' ? (donor.scale ?? null) : null,
    }
    const band = bandOf(input)
    const flags = flagsOf(input)
    const quiet = donor.norm <= subtleTimes * median(otherNorms)
    const role = {
      isBase: donor.ref === voice.reference,
      holdsAlone: holdsAlone(donor, voice.donors, soleTokens),
      donors: voice.donors.length,
      hasWeights,
      equal: equalShare(voice.donors, donor.ref, adding === null || voice.method === 'fitted'),
    }
    return {
      ...donor,
      band,
      verdict: verdictOf(donor, { ...input, band, flags, tokens, quiet, voice, role }),
    }
  })
  return { ...voice, donors }
}

/**
 * Whether a row of the vocabulary is held by this donor alone. Where nobody counted: no other donor that was looked at
 * holds every row.
 */
export function holdsAlone(
  { ref, vocabulary }: DonorSummary,
  donors: readonly DonorSummary[],
  counted: SoleTokens,
): boolean {
  const known = counted.get(ref)
  if (known !== undefined) return known > 0
  if (!vocabulary || vocabulary.held.rows === 0) return false
  const others = donors.filter((other) => other.ref !== ref).map((other) => other.vocabulary)
  return others.every((rows) => !rows || rows.ghost.rows + rows.absent.rows > 0)
}

interface Context {
  readonly voice: ShareOfVoice
  readonly band: Band
  readonly flags: VoiceFlag[]
  readonly role: MergeRole
  readonly tokens: readonly string[]
  readonly ghosts: number
  readonly nonFinite: number
  /** The donor moved much less than the others. */
  readonly quiet: boolean
}

function verdictOf(donor: DonorSummary, context: Context): VoiceVerdict {
  const reason = reasonOf(donor, context)
  const figures = donor.beyondMeasure
    ? ''
    : `${percent(donor.share)} of the change, norm ${figure(donor.norm)}: `
  const parts = [ghostPart(context), `${figures}${reason}`, withoutPart(donor)]
  const sentence = parts.filter(Boolean).join('; ')
  return {
    sentence,
    reason,
    advice: adviceOf({ ...donor, band: context.band }, context.flags, context.role),
    flags: context.flags,
  }
}

const named = 3

function ghostPart({ tokens, ghosts }: Context): string {
  if (ghosts === 0) return ''
  const shown = tokens.slice(0, named).join(' ')
  const list = shown === '' ? '' : ` (${shown}${tokens.length > named ? ' …' : ''})`
  return `has no row for ${counted(ghosts, 'token')} of its own${list}`
}

function reasonOf(donor: DonorSummary, { band, flags, quiet, nonFinite, ghosts, voice }: Context): string {
  const { norm, share, weight } = donor
  const origin = voice.reference === 'mean of the donors' ? 'the mean of the donors' : 'the base'
  const isBroken = voice.donors.some((donor) => (donor.nonFinite ?? 0) > 0)
  const because: Partial<Record<VoiceFlag, string>> = {
    'not-finite': nonFinite > 1 ? `${counted(nonFinite, 'value')} NaN or infinite` : 'NaN or infinite values',
    'large-norm': 'far out of the family of the other donors',
    'no-impact': 'it moved far, and nothing of it arrived',
    'many-ghosts': `${counted(ghosts, 'token')} without a row: the tokenizer belongs to another model`,
    'beyond-measure': `too far from ${origin} to be measured`,
    'copy-of-the-base': isBroken
      ? `equal to ${origin} wherever no donor is NaN or infinite`
      : `a copy of ${origin}`,
  }
  const reason = flags.map((flag) => because[flag]).find((text) => text !== undefined)
  if (reason !== undefined && (band === 'poisoned' || norm === 0)) return reason
  const usual: Readonly<Record<Band, string>> = {
    anchor: share < 1 / voice.donors.length ? 'louder than its weight gives it' : 'leads the result',
    'middle class': 'about its fair share',
    subtle: quiet ? `nearly ${origin}` : whyQuiet(donor, voice.donors),
    silent:
      weight === 0
        ? 'its weight is 0'
        : quiet
          ? `hardly distinguishable from ${origin}`
          : 'nothing of it arrived in the result',
    poisoned: 'out of the family',
  }
  if (flags.includes('implausible-fit'))
    return `${usual[band]}; the fit gives it more than a merge does, so its share is rounding`
  if (!flags.includes('against-the-others')) return usual[band]
  const meant = (weight ?? 0) < 0 ? ', as a negative weight makes it' : ''
  return `${usual[band]}, and pulls against the result${meant}`
}
