import type { RunResult } from '../contract/run.ts'
import { parseMergeConfig } from '../merge-config/parse.ts'
import { capital } from '../text/capital.ts'
import { shortNames } from '../text/short-names.ts'
import { counted } from '../text/units.ts'
import { checksSentence } from '../verify/counts.ts'
import { adviceSentence, ended, loudestHalf } from './headline-advice.ts'
import { notMeasured, type ShareRow, shareRows } from './share-rows.ts'
import { verdictReasons } from './verdict-reasons.ts'

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

function stateSentence(result: RunResult): string {
  const { error, config, verify, shareOfVoice } = result
  if (error) return `The run ended early: ${ended(error.message)}`
  const method = parseMergeConfig(config).config?.mergeMethod
  const donors = shareOfVoice ? `${counted(shareOfVoice.donors.length, 'donor')} ` : ''
  const merged = `${donors}${method ? `merged with ${method}` : 'merged'}`.trim()
  const start = capital(merged)
  if (!verify) return `${start}; the output was not checked.`
  const failed = verify.checks.find(({ status }) => status === 'fail')
  const counts = checksSentence(verify.checks)
  if (failed) return `${start}, but the output is broken (checks: ${counts}): ${ended(failed.message)}`
  const reasons = verdictReasons(result, false).join(', ')
  return `${start}; checks of the output: ${counts}${reasons ? `; warnings: ${reasons}` : ''}.`
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
