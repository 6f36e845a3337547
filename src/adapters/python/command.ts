import type { SpawnOptions, spawn } from 'node:child_process'
import { $, type ProcessPromise } from 'zx'
import { type PythonProgram, startInterpreter } from './start-interpreter.ts'

export interface CommandOptions {
  readonly env: NodeJS.ProcessEnv
  readonly signal: AbortSignal
  /** A folder whose packages come before all others. */
  readonly first?: string
}

/** What would lead pip to another place than the environment of the interpreter that is asked. */
const misleading = ['PIP_USER', 'PIP_TARGET', 'PIP_PREFIX']

/**
 * Starts an interpreter for work of its own: piped and quiet. Iterate over it for the lines of stdout; await it
 * for the exit code. Ends with everything it started when the signal aborts.
 */
export function pythonCommand(
  python: string,
  program: PythonProgram,
  args: readonly string[],
  { env, signal, first }: CommandOptions,
): ProcessPromise {
  const kept = Object.entries(env).filter(([name]) => !misleading.includes(name))
  const own = { ...Object.fromEntries(kept), PIP_NO_INPUT: '1', PIP_DISABLE_PIP_VERSION_CHECK: '1' }
  const start = (_command: string, _arguments: readonly string[], { stdio, detached }: SpawnOptions) =>
    startInterpreter(python, program, {
      env: own,
      args,
      ...(stdio && { stdio }),
      detached: detached === true,
      ...(first !== undefined && { first: [first] }),
    })
  return $({
    signal,
    quiet: true,
    nothrow: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    // zx reads, waits and ends. It asks for a shell, though none stands between it and Python.
    shell: true,
    quote: String,
    prefix: '',
    spawn: start as typeof spawn,
  })`${python} ${args}`
}
