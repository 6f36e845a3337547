import { errorCodes, exitCodes } from './error-codes.ts'

const exitMeanings: Readonly<Record<keyof typeof exitCodes, string>> = {
  done: 'done',
  failed: 'the job failed',
  usage: 'wrong usage or config',
  blocked: 'the preflight blocked the merge',
  outputFailed: 'the output failed its checks',
  environment: 'the environment is not ready',
  outputLost:
    'all is done, but stdout could not be written (a full disk, say); of a run, OUT is there and whole',
  hangup: 'the terminal went away (SIGHUP)',
  cancelled: 'cancelled (SIGINT, Ctrl-C)',
  terminated: 'asked to end (SIGTERM)',
}

/** The text of docs/errors.md. */
export function errorsDocument(): string {
  const exits = Object.entries(exitMeanings) as [keyof typeof exitCodes, string][]
  return [
    '# Exit codes and errors',
    '',
    '<!-- Generated from src/core/error-codes.ts; `npx vitest run test/unit/core/documents -u` regenerates it. -->',
    '',
    '| exit code | meaning |',
    '|---|---|',
    ...exits.map(([name, meaning]) => `| ${exitCodes[name]} | ${meaning} |`),
    '',
    'An error is one sentence and a hint; with `--json` its code stands in the document.',
    'What else a run writes beside its output ends no run: where `merge.log`, stdout or the list of the last runs cannot',
    'be written, a warning names it, and the exit code is that of the job (6 for stdout). A report that cannot be',
    'written is an error: the work is kept, and `--resume` goes on with it.',
    'What the preflight finds has codes of its own: [findings](findings.md).',
    '',
    '| code | exit code | meaning |',
    '|---|---|---|',
    ...Object.entries(errorCodes).map(
      ([code, { exit, meaning }]) => `| \`${code}\` | ${exit} | ${meaning} |`,
    ),
    '',
  ].join('\n')
}
