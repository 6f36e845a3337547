import { $, type ProcessPromise } from 'zx'

export interface CommandOptions {
  readonly env: NodeJS.ProcessEnv
  readonly signal: AbortSignal
  /** A folder whose packages come before all others. */
  readonly first?: string
}

/** What would lead pip or Python to another place than the interpreter that is asked. */
const misleading = ['PYTHONPATH', 'PYTHONHOME', 'PIP_USER', 'PIP_TARGET', 'PIP_PREFIX']

/**
 * Starts an interpreter for work of its own: piped, quiet, without the user's site-packages. Iterate over it for
 * the lines of stdout; await it for the exit code. Ends with everything it started when the signal aborts.
 */
export function pythonCommand(
  python: string,
  args: readonly string[],
  { env, signal, first }: CommandOptions,
): ProcessPromise {
  const own = {
    ...Object.fromEntries(Object.entries(env).filter(([name]) => !misleading.includes(name))),
    ...(first && { PYTHONPATH: first }),
    PYTHONNOUSERSITE: '1',
    PYTHONIOENCODING: 'utf-8',
    PIP_NO_INPUT: '1',
    PIP_DISABLE_PIP_VERSION_CHECK: '1',
  }
  return $({
    env: own,
    signal,
    quiet: true,
    nothrow: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  })`${python} ${args}`
}
