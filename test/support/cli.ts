import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { builtMain } from './build.ts'
import { expectRehearsalToAgree, expectToEndWell } from './rehearsal-agrees.ts'

export interface Finished {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly stdout: string
  readonly stderr: string
}

export interface CliOptions {
  readonly env?: NodeJS.ProcessEnv
  readonly cwd?: string
  readonly stdin?: string
  /** What a test does to a run that nobody could have known before: without it, what is let through has to end well. */
  readonly sabotage?: string
}

/** Runs the command line as a user does, without a terminal. */
export async function mergescope(args: readonly string[], options: CliOptions = {}): Promise<Finished> {
  const child = spawn(process.execPath, [builtMain, ...args], {
    env: options.env ?? process.env,
    cwd: options.cwd,
    stdio: 'pipe',
  })
  const output = { stdout: '', stderr: '' }
  for (const name of ['stdout', 'stderr'] as const)
    child[name].setEncoding('utf8').on('data', (text: string) => {
      output[name] += text
    })
  child.stdin.on('error', () => {}).end(options.stdin ?? '')
  const [code, signal] = (await once(child, 'close')) as [number | null, NodeJS.Signals | null]
  const finished = { code, signal, ...output }
  expectToEndWell(args, code, output.stderr, options.sabotage)
  expectRehearsalToAgree(args, finished)
  return finished
}
