import type { RunResult } from '../contract/run.ts'
import { MergescopeError } from '../errors.ts'
import { shellCommand } from '../text/shell-words.ts'
import { formatBytes } from '../text/units.ts'

/** What a run that did not come to its end has left for the next one. */
export type KeptWork = NonNullable<RunResult['kept']>

/** The command line of a run, made to go on with it. */
export const resumeCommand = (args: readonly string[]): string =>
  shellCommand(['mergescope', ...resumeWords(args)])

const aboutLeftovers = ['--resume', '--discard']
/** What makes a run print for a program, or less than the dashboard shows. */
const aboutOutput = ['--json', '--no-tui', '--quiet', '-q']

/** The arguments of a run, made to go on with it. */
function resumeWords(args: readonly string[], left: readonly string[] = []): readonly string[] {
  const end = args.includes('--') ? args.indexOf('--') : args.length
  const own = args.slice(0, end).filter((word) => ![...aboutLeftovers, ...left].includes(word))
  return [...own, '--resume', ...args.slice(end)]
}

/** As above, for somebody who looks at it. */
export const resumeOnScreen = (args: readonly string[]): readonly string[] => resumeWords(args, aboutOutput)

/** As a sentence for the log. */
export function keptSentence({ folder, bytes, resume }: KeptWork): string {
  const goOn = resume === null ? '' : `\`${resume}\` continues it, `
  return `${formatBytes(bytes)} of unfinished work are kept in ${folder}: ${goOn}--discard removes it`
}

/** The error that ended the run, with how to go on among what to do about it. */
export function withKept(error: MergescopeError, kept: KeptWork | undefined): MergescopeError {
  if (!kept || kept.resume === null) return error
  const { code, message, context, cause } = error
  const size = formatBytes(kept.bytes)
  // Another folder, which is the usual advice, would be one without the work.
  const hint =
    code === 'output-exists'
      ? `${size} of finished work are kept: empty that folder, then continue with \`${kept.resume}\``
      : `${error.hint ? `${error.hint}; ` : ''}${size} of unfinished work are kept: continue with \`${kept.resume}\`, or remove them with --discard`
  const said = new MergescopeError(code, message, { hint, context, cause })
  said.stack = error.stack ?? ''
  return said
}
