import { runResult } from '../../src/core/contract/run.ts'
import { exitCodes } from '../../src/core/error-codes.ts'
import type { Finished } from './cli.ts'

/** What no merge may end with after a rehearsal that found nothing, whatever a test does to the run. */
const aboutTheMerge = ['merge-failed', 'safetensors-invalid', 'config-invalid', 'usage', 'internal']

/** What a run ends with that inspect and the rehearsal let through, and that did not end well. */
const badEnds: readonly (number | null)[] = [exitCodes.failed, exitCodes.outputFailed, exitCodes.outputLost]

/**
 * Holds every run of the tests: what inspect and the rehearsal let through ends with 0.
 * @param sabotage what a test does to a run that nobody could have known before, such as a donor that is cut off meanwhile
 */
export function expectToEndWell(
  args: readonly string[],
  code: number | null,
  told: string,
  sabotage: string | undefined,
): void {
  if (args[0] === 'run' && sabotage === undefined && badEnds.includes(code))
    throw new Error(`inspect and the rehearsal said ok, and the run ended with ${code}: ${told.slice(-2000)}`)
}

/**
 * Holds every run of the tests that tells its result to its rehearsal: a merge that ended well was rehearsed and wrote what
 * was planned, and one that its rehearsal let through did not end with anything that could have been known without values.
 */
export function expectRehearsalToAgree(args: readonly string[], { stdout }: Finished): void {
  if (args[0] !== 'run' || !args.includes('--json') || args.includes('--dry-run')) return
  const last = lastLine(stdout)
  if (last?.event !== 'result' || !last.result) return
  const { inspect, faults = [], verify } = runResult.parse(last.result)
  const rehearsal = inspect?.rehearsal
  const wrong = faults.filter(({ code }) => code === 'rehearsal-differs').map(({ message }) => message)
  if (last.error === null && !rehearsal) wrong.push('the run ended well and was not rehearsed')
  if (rehearsal && rehearsal.verdict !== 'blocked' && last.error) {
    if (aboutTheMerge.includes(last.error.code)) wrong.push(`${last.error.code}: ${last.error.message}`)
    for (const { status, code, message } of verify?.checks ?? [])
      if (status === 'fail' && !code.startsWith('values-')) wrong.push(`${code}: ${message}`)
  }
  if (wrong.length > 0) throw new Error(`the rehearsal said ok, the run did not: ${wrong.join('; ')}`)
}

interface LastLine {
  readonly event?: string
  readonly result?: unknown
  readonly error?: { readonly code: string; readonly message: string } | null
}

function lastLine(stdout: string): LastLine | null {
  try {
    return JSON.parse(stdout.trim().split('\n').at(-1) ?? '')
  } catch {
    return null
  }
}
