import { PassThrough, Writable } from 'node:stream'
import { runProgram } from '../../src/cli/program.ts'
import type { Shell } from '../../src/cli/shell.ts'

export interface Ended {
  readonly stdout: string
  readonly stderr: string
  readonly code: number
}

/** Runs one command line in this process, with streams of its own. */
export async function runInShell(
  argv: readonly string[],
  env: NodeJS.ProcessEnv,
  signal: AbortSignal = new AbortController().signal,
): Promise<Ended> {
  const written = { stdout: '', stderr: '' }
  const sink = (name: keyof typeof written) =>
    new Writable({
      write(chunk, _encoding, done) {
        written[name] += String(chunk)
        done()
      },
    }) as unknown as NodeJS.WriteStream
  const stdin = new PassThrough() as unknown as NodeJS.ReadStream
  const shell: Shell = {
    ...{ argv, env, signal, stdin, stdout: sink('stdout'), stderr: sink('stderr') },
    cancel: () => {},
    exitCode: 0,
  }
  await runProgram(shell)
  return { ...written, code: shell.exitCode }
}
