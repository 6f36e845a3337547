import { createInterface } from 'node:readline/promises'
import { drawn, unguarded } from './outlet.ts'
import type { Shell } from './shell.ts'

/** Asks for a yes or no on the terminal; whatever else is typed, Ctrl-D too, is a no. Ctrl-C cancels the command. */
export async function askOnTerminal(shell: Shell, question: string, signal: AbortSignal): Promise<boolean> {
  const lines = createInterface({ input: shell.stdin, output: unguarded(shell.stderr) })
  // While it reads, the terminal is in raw mode and Ctrl-C no signal; Ctrl-D ends the input unanswered.
  lines.on('SIGINT', shell.cancel)
  const closed = new Promise<string>((settle) => lines.once('close', () => settle('')))
  try {
    const answer = await Promise.race([lines.question(drawn(`${question} [y/N] `), { signal }), closed])
    return /^y(es)?$/i.test(answer.trim())
  } finally {
    lines.close()
  }
}
