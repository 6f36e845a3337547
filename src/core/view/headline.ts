import type { RunResult } from '../contract/run.ts'
import { parseMergeConfig } from '../merge-config/parse.ts'
import { isUnheard } from '../share-of-voice/advice.ts'
import { shortNames } from '../text/short-names.ts'
import { counted } from '../text/units.ts'
import { checksSentence } from '../verify/counts.ts'
import { lackingModels } from './missing-rows.ts'
import { notMeasured, type ShareRow, shareRows } from './share-rows.ts'

/** A result in three sentences: what came out, who speaks in it, what to do. */
export interface Headline {
  readonly tone: 'good' | 'doubtful' | 'bad'
  readonly sentences: readonly [state: string, voices: string, advice: string]
}

/** Columns for a name inside a sentence; the whole one stands in the tables. */
const nameColumns = 40

export function headlineOf(result: RunResult): Headline {
  const rows = result.shareOfVoice ? shareRows(result.shareOfVoice) : []
  const names = shortNames(
    rows.map(({ ref }) => ref),
    nameColumns,
  )
  const nameOf = (ref: string) => names.get(ref) ?? ref
  return {
    tone: toneOf(result, rows),
    sentences: [stateSentence(result), voicesSentence(rows, nameOf), adviceSentence(result, rows, nameOf)],
  }
}

/** `cancelled` is nothing to be alarmed about; a suspect donor is, however sound the files are. */
function toneOf({ verdict }: RunResult, rows: readonly ShareRow[]): Headline['tone'] {
  if (verdict === 'failed' || verdict === 'blocked') return 'bad'
  return verdict === 'ok' && !rows.some(({ alarming }) => alarming) ? 'good' : 'doubtful'
}

function stateSentence({ error, config, verify, shareOfVoice }: RunResult): string {
  if (error) return `The run ended early: ${ended(error.message)}`
  const method = parseMergeConfig(config).config?.mergeMethod
  const donors = shareOfVoice ? `${counted(shareOfVoice.donors.length, 'donor')} ` : ''
  const merged = `${donors}${method ? `merged with ${method}` : 'merged'}`.trim()
  const start = capital(merged)
  if (!verify) return `${start}; the output was not checked.`
  const failed = verify.checks.find(({ status }) => status === 'fail')
  const counts = checksSentence(verify.checks)
  if (failed) return `${start}, but the output is broken (checks: ${counts}): ${ended(failed.message)}`
  return `${start}; checks of the output: ${counts}.`
}

function voicesSentence(rows: readonly ShareRow[], nameOf: (ref: string) => string): string {
  const [first] = rows
  if (!first) return `Shares of voice: ${notMeasured}.`
  if (rows.length === 1) return `${nameOf(first.ref)} is the only donor.`
  const last = rows.at(-1)!
  const heard = loudestHalf(rows)
  if (heard === 1)
    return `${nameOf(first.ref)} alone makes up ${first.share} of the change; the quietest is ${nameOf(last.ref)} with ${last.share}.`
  const ends = `${nameOf(first.ref)} is the loudest with ${first.share} of the change, ${nameOf(last.ref)} the quietest with ${last.share}`
  return rows.length < 4 ? `${ends}.` : `${ends}; the ${heard} loudest of ${rows.length} make up half of it.`
}

/** How many of the loudest make up half of the change. */
function loudestHalf(rows: readonly ShareRow[]): number {
  let sum = 0
  const at = rows.findIndex(({ donor }) => {
    sum += donor.share
    return sum >= 0.5
  })
  return at < 0 ? rows.length : at + 1
}

function adviceSentence(
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
    vocabularyAdvice(result) ??
    unheardAdvice(rows, nameOf) ??
    (result.verdict === 'warnings' ? 'Read the warnings below.' : 'There is nothing that you have to do.')
  )
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
  return `${who}: ${last.verdict!.advice.replace(/^./, (first) => first.toLowerCase())}`
}

/** What to do about rows that donors lack: zeros want another source, rows of other donors want a look. */
function vocabularyAdvice({ vocabularyAudit }: RunResult): string | null {
  const lacking = lackingModels(vocabularyAudit)
  if (lacking.length === 0) return null
  const [zeroed, skipped] = (['zeroed', 'skipped'] as const).map((kind) =>
    lacking.reduce((sum, counts) => sum + counts[kind], 0),
  ) as [number, number]
  if (zeroed > 0)
    return `Give ${counted(zeroed, 'token')} another source: the donor that the config names lacks the ${zeroed === 1 ? 'row, which is' : 'rows, which are'} zero now.`
  const who = counted(lacking.length, 'donor')
  return `Check the vocabulary audit: ${who} ${lacking.length === 1 ? 'lacks' : 'lack'} ${counted(skipped, 'row')}, so the other donors supply ${skipped === 1 ? 'it' : 'them'}.`
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)

/** One sentence, ended by one full stop. */
const ended = (text: string): string => `${text.replace(/[\s.]+$/u, '')}.`
