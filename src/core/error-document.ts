import { errorCodes, exitCodes } from './error-codes.ts'

const exitMeanings: Readonly<Record<keyof typeof exitCodes, string>> = {
  done: 'done',
  failed: 'the job failed',
  usage: 'wrong usage or config',
  blocked: 'the preflight blocked the merge',
  outputFailed: 'the output failed its checks',
  environment: 'the environment is not ready',
  outputLost: 'the job is done, but stdout could not be written (a full disk, say); OUT of a run is complete',
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
    'An error is one sentence and a hint; with `--json` the document contains its code.',
    'Failing to write anything beside the output does not end a run: where `merge.log`, stdout or the list of the last runs cannot',
    'be written, a warning names it, and the exit code is that of the job (6 for stdout). A report that cannot be',
    'written is an error: the work is kept, and `--resume` continues it.',
    'Findings of the preflight have their own codes: [findings](findings.md).',
    '',
    '| code | exit code | meaning |',
    '|---|---|---|',
    ...Object.entries(errorCodes).map(
      ([code, { exit, meaning }]) => `| \`${code}\` | ${exit} | ${meaning} |`,
    ),
    '',
  ].join('\n')
}
