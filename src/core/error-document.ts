import { errorCodes, exitCodes } from './error-codes.ts'

const exitMeanings: Readonly<Record<keyof typeof exitCodes, string>> = {
  done: 'done',
  failed: 'the job failed',
  usage: 'wrong usage or config',
  blocked: 'the preflight blocked the merge',
  outputFailed: 'the output failed its checks',
  environment: 'the environment is not ready',
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
    '<!-- Generated from src/core/error-codes.ts; `npx vitest -u test/unit/core/documents` writes it anew. -->',
    '',
    '| exit code | meaning |',
    '|---|---|',
    ...exits.map(([name, meaning]) => `| ${exitCodes[name]} | ${meaning} |`),
    '',
    'An error is one sentence and a hint; with `--json` its code stands in the document.',
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
