import type { Band, DonorSummary, ShareOfVoice } from '../contract/share-of-voice.ts'
import { nothingToDo } from '../share-of-voice/advice.ts'
import { bandMeaning } from '../share-of-voice/band-rules.ts'
import { capital } from '../text/capital.ts'
import { figure, percent, threeDigits } from '../text/figures.ts'

/** Said wherever a run has no shares. */
export const notMeasured = 'not measured: one donor without a base, or the audit was off'

/** A donor as every report shows it: figures are texts already, so that nobody rounds them again. */
export interface ShareRow {
  readonly donor: DonorSummary
  readonly ref: string
  readonly share: string
  readonly norm: string
  readonly weight: string
  readonly band: Band
  /** What the band says, in a few words. */
  readonly meaning: string
  /** To be shown in the colour of a warning. */
  readonly alarming: boolean
  /** Of the longest bar, from 0 to 1. */
  readonly length: number
  readonly verdict: VerdictText | null
}

export interface VerdictText {
  /** Whole sentences, `` where there is nothing to say. */
  readonly sentence: string
  readonly advice: string
  /** Somebody should read it even where only the important things are shown. */
  readonly important: boolean
}

/** The donors of a result, the loudest first; `nameOf` is what a donor is called where there is little room. */
export function shareRows(
  { donors }: Pick<ShareOfVoice, 'donors'>,
  nameOf: (ref: string) => string = (ref) => ref,
): readonly ShareRow[] {
  const sorted = loudestFirst(donors)
  const most = sorted[0]?.share ?? 0
  return sorted.map((donor) => ({
    donor,
    ref: donor.ref,
    share: percent(donor.share),
    norm: threeDigits(donor.norm),
    weight: figure(donor.weight),
    band: donor.band,
    meaning: bandMeaning[donor.band],
    alarming: donor.band === 'poisoned',
    length: most > 0 ? donor.share / most : 0,
    verdict: verdictText(donor, nameOf(donor.ref)),
  }))
}

/** The order in which donors are told, everywhere. */
export const loudestFirst = <Donor extends { readonly share: number }>(donors: readonly Donor[]): Donor[] =>
  donors.toSorted((left, right) => right.share - left.share)

function verdictText({ band, verdict }: DonorSummary, name: string): VerdictText | null {
  if (!verdict) return null
  return {
    sentence: `${name}: ${verdict.sentence}.`,
    advice: verdict.advice === nothingToDo ? '' : `${capital(verdict.advice)}.`,
    important: band !== 'middle class' || verdict.flags.length > 0,
  }
}

/** Both sentences of a verdict in one text. */
export const verdictLine = ({ sentence, advice }: VerdictText): string =>
  [sentence, advice].filter(Boolean).join(' ')

const measured = { exact: 'measured during the merge', fitted: 'fitted by least squares' } as const

/** What the bars show, in a line. */
export const captionOf = ({ method, reference }: Pick<ShareOfVoice, 'method' | 'reference'>): string =>
  `share of voice, ${method}, measured from ${reference}`

/** The same in a sentence, cut where the name of the reference stands, so that a page can set it off. */
export const explanationOf = ({ method }: Pick<ShareOfVoice, 'method'>): readonly [string, string] => [
  'How much each donor contributed to the change from ',
  `, ${measured[method]}.`,
]

/** How well the contributions explain the result; of figures that were not measured nothing is said. */
export function fitSentence({
  residual = null,
  cancellation = null,
}: Pick<ShareOfVoice, 'residual' | 'cancellation'>): string {
  const parts = [
    ...(residual === null ? [] : [`the contributions explain all but ${percent(residual)} of the change`]),
    ...(cancellation === null ? [] : [`${percent(cancellation)} of what the donors contribute cancels out`]),
  ]
  return parts.length > 0 ? `${capital(parts.join('; '))}.` : ''
}
