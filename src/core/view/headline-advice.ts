import type { RunResult } from '../contract/run.ts'
import { isUnheard } from '../share-of-voice/advice.ts'
import { fairShares } from '../share-of-voice/fair-share.ts'
import { capital, uncapital } from '../text/capital.ts'
import { twoDigits } from '../text/figures.ts'
import { counted } from '../text/units.ts'
import { lackingModels } from './missing-rows.ts'
import type { ShareRow } from './share-rows.ts'

/** What to do about a result, in a sentence; what is wrong comes first. */
export function adviceSentence(
  result: RunResult,
  rows: readonly ShareRow[],
  nameOf: (ref: string) => string,
): string {
  if (result.error) return ended(capital(result.error.hint ?? 'nothing of it can be used'))
  if (result.verify?.verdict === 'failed')
    return 'Do not use the output before the failed check is understood.'
  const alarming = rows.filter((row) => row.alarming)
  const [worst] = alarming
  if (worst) {
    const others = alarming.length > 1 ? ` and ${counted(alarming.length - 1, 'other')}` : ''
    const why = alarming.length > 1 ? '' : ` (${worst.donor.verdict?.reason ?? worst.meaning})`
    return `Look at ${nameOf(worst.ref)}${others} before you trust the result${why}.`
  }
  return (
    zeroedAdvice(result) ??
    drowningAdvice(rows, nameOf) ??
    unheardAdvice(rows, nameOf) ??
    `${suppliedRows(result)}${result.verdict === 'warnings' ? 'Read the warnings below.' : 'There is nothing that you have to do.'}`
  )
}

/** What one donor does to all the others, and the weight that would end it. */
function drowningAdvice(rows: readonly ShareRow[], nameOf: (ref: string) => string): string | null {
  const [first] = rows
  if (!first?.verdict?.advice || first.band !== 'anchor' || rows.length < 3 || loudestHalf(rows) > 1)
    return null
  const fair = fairShares(rows.map(({ donor }) => donor.weight))[0]!
  const times = twoDigits(first.donor.share / fair)
  return `${nameOf(first.ref)} is ${times} × as loud as its weight alone would make it: ${uncapital(first.verdict.advice)}`
}

/** The quietest of those that nobody will notice, and how to hear it. */
function unheardAdvice(rows: readonly ShareRow[], nameOf: (ref: string) => string): string | null {
  const unheard = rows.filter(({ donor, verdict }) => isUnheard(donor, rows.length) && verdict?.advice)
  const last = unheard.at(-1)
  if (!last) return null
  const who =
    unheard.length === 1
      ? `${nameOf(last.ref)} is hardly heard`
      : `${counted(unheard.length, 'donor')} are hardly heard, ${nameOf(last.ref)} least of all`
  return `${who}: ${uncapital(last.verdict!.advice)}`
}

/** Of rows that donors lack, zeros want another source. */
function zeroedAdvice({ vocabularyAudit }: RunResult): string | null {
  const zeroed = lackingModels(vocabularyAudit).reduce((sum, counts) => sum + counts.zeroed, 0)
  if (zeroed === 0) return null
  return `Give ${counted(zeroed, 'token')} another source: the donor that the config names lacks the ${zeroed === 1 ? 'row, which is' : 'rows, which are'} zero now.`
}

/** Rows that donors lack and others supply are solved. */
function suppliedRows({ vocabularyAudit }: RunResult): string {
  const lacking = lackingModels(vocabularyAudit)
  const rows = lacking.reduce((sum, { skipped }) => sum + skipped, 0)
  if (rows === 0) return ''
  const lack = lacking.length === 1 ? 'lacks' : 'lack'
  return `The other donors supply the ${counted(rows, 'row')} that ${counted(lacking.length, 'donor')} ${lack}. `
}

/** How many of the loudest make up half of the change. */
export function loudestHalf(rows: readonly ShareRow[]): number {
  let sum = 0
  const at = rows.findIndex(({ donor }) => {
    sum += donor.share
    return sum >= 0.5
  })
  return at < 0 ? rows.length : at + 1
}

/** One sentence, ended by one full stop. */
export const ended = (text: string): string => `${text.replace(/[\s.]+$/u, '')}.`
