import type { Failure } from '../core/contract/common.ts'
import { jsonText } from '../core/json/json-text.ts'
import { type CommandLine, nameOf } from './command-line.ts'
import { ndjsonLine } from './render/ndjson.ts'

type Failed = (error: Failure, words: readonly string[]) => object

const noRun = {
  output: '',
  config: '',
  versions: {},
  inspect: null,
  vocabularyAudit: null,
  shareOfVoice: null,
  verify: null,
  timings: [],
}
const noPair = { first: null, second: null }

/** The document of each command when it came to nothing: its usual form, empty, with the error in it. */
const failed: Readonly<Record<string, Failed>> = {
  inspect: ({ code, message, hint }) => ({
    donors: [],
    findings: [{ code, severity: 'error', donor: null, message, hint }],
    vocabulary: null,
    estimate: null,
    verdict: 'blocked',
  }),
  verify: ({ code, message }) => ({
    checks: [{ code, status: 'fail', message, tensor: null }],
    verdict: 'failed',
  }),
  audit: () => ({ records: [], models: [], failure: null, shareOfVoice: null }),
  doctor: ({ code, message, hint }) => ({ checks: [{ code, status: 'problem', message, fix: hint }] }),
  cache: () => ({ cache: '', models: [], bytes: 0, partialBytes: 0, removed: [], freedBytes: 0 }),
  patch: (problem) => ({
    python: '',
    mergekit: null,
    state: 'absent',
    files: [],
    notes: [],
    actions: [],
    dryRun: false,
    problem,
  }),
  report: (_, words) =>
    words.length > 1
      ? {
          outputs: { first: '', second: '' },
          verdict: noPair,
          sameConfig: false,
          donors: [],
          checks: [],
          versions: [],
        }
      : { ...noRun, verdict: 'failed' },
  xray: () => ({
    output: '',
    reference: '',
    method: 'fitted',
    donors: [],
    modules: [],
    layers: [],
    tensors: [],
    notes: [],
  }),
}

/** Commands that print events, and a result as their last line. */
const jobs = new Set(['run', 'download', 'setup', 'demo'])

/**
 * What `--json` prints when a command ended before it had an answer: one document in the form of the command
 * (for jobs the last line of their events), and the general form where it is not known which command is meant.
 */
export function failedDocument(
  { command: given, words, argv }: CommandLine,
  error: Failure,
  cancelled: boolean,
): string {
  const [command = ''] = nameOf(given).split(' ')
  if (jobs.has(command) || (command === 'audit' && argv.includes('--follow'))) {
    const own = command === 'audit' ? { models: [], failure: null } : {}
    const result = {
      event: 'result',
      verdict: cancelled ? 'cancelled' : 'failed',
      result: null,
      ...own,
      error,
    }
    return ndjsonLine(result, new Date().toISOString())
  }
  const own = failed[command]?.(error, words) ?? {}
  return `${jsonText({ schema: 1, ...own, error }, 2)}\n`
}
