import { givesWeights } from '../../core/methods.ts'
import { soleTokens } from '../../core/share-of-voice/ghost-tokens.ts'
import { notCompared } from '../../core/share-of-voice/gram.ts'
import { nextAdvice } from '../../core/share-of-voice/next-advice.ts'
import type { PredictedShares } from '../../core/share-of-voice/predict.ts'
import { percent } from '../../core/text/figures.ts'
import { wrap } from '../../core/text/layout.ts'
import { captionOf, verdictLine } from '../../core/view/share-rows.ts'
import type { AppState } from '../state/app.ts'
import type { Before } from '../state/before.ts'
import { nextShares, placeOfNext } from '../state/next-run.ts'
import type { DonorRow } from '../state/rows/row.ts'
import type { ToldLine } from './lines.tsx'

/** A terminal on which the list needs the lines. */
const low = 18

/** A text in so many lines at most. */
export const toldIn = (
  text: string,
  tone: NonNullable<ToldLine['tone']>,
  columns: number,
  most: number,
): readonly ToldLine[] => wrap(text, columns, most).map((line) => ({ text: line, tone }))

/** What is to be said of a donor of the result, of the next run, and of what the figures are. */
export function aboutDonor(
  state: AppState,
  { told, before }: DonorRow,
  columns: number,
  rows: number,
): readonly ToldLine[] {
  const { result } = state
  const voice = result?.run.result.shareOfVoice
  if (!result || !voice) return []
  const next = nextShares({ ...state, result })
  const { inspect } = result.run.result
  const hasWeights = givesWeights(state.config.mergeMethod)
  const advice = next && nextAdvice(voice, next, told.ref, soleTokens(inspect), hasWeights)
  const missing = notCompared(voice.donors.length)
  const [many, some] = rows < low ? [2, 1] : [4, 2]
  const text = told.verdict ? verdictLine(told.verdict) : told.meaning
  return [
    ...toldIn(text, told.alarming ? 'error' : 'plain', columns, many),
    ...(advice === null ? [] : toldIn(advice, 'warning', columns, some)),
    ...(next || !result.before
      ? []
      : toldIn(beforeText(result.before, before, told.share), 'good', columns, some)),
    ...(next ? toldIn(nextText(next, placeOfNext(state)), 'warning', columns, 2) : []),
    ...toldIn([captionOf(voice), missing].filter(Boolean).join('. '), 'dim', columns, some),
  ]
}

/** What the run before foretold beside what came of it. */
function beforeText({ run }: Before, before: DonorRow['before'], measured: string): string {
  const foretold = before?.foretold == null ? '' : `foretold ${percent(before.foretold)}, `
  const was = before ? `was ${percent(before.share)}, ${foretold}measured ${measured}` : 'new'
  return `since ${run.folder}: ${was}; d compares the two runs`
}

const nextText = ({ about }: PredictedShares, place: string): string => {
  const told =
    about === null
      ? 'exactly these shares, going by what was measured'
      : `roughly these shares, because ${about}`
  return `next run: ${told}; r merges and measures again, ${place}`
}
