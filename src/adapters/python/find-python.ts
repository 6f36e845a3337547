import { MergescopeError } from '../../core/errors.ts'
import { locate } from './interpreter.ts'
import { runScript } from './run-script.ts'

export interface SystemPython {
  readonly path: string
  /** `3.12.4` */
  readonly version: string
}

const oldest = 10
const newest = 13
const probe = `
import importlib.util
answer({"path": sys.executable, "version": "%d.%d.%d" % sys.version_info[:3],
  "venv": all(importlib.util.find_spec(name) for name in ("venv", "ensurepip"))})`

/**
 * The user's own `python3` comes first: it is the one whose wheels and habits they know. On Windows `py` knows
 * every installed version.
 */
function candidates(env: NodeJS.ProcessEnv): string[] {
  const minors = Array.from({ length: newest - oldest + 1 }, (_, n) => newest - n)
  const named = ['python3', 'python', ...minors.map((minor) => `python3.${minor}`)]
  return [...(env.PYTHON ? [env.PYTHON] : []), ...named, ...(process.platform === 'win32' ? ['py'] : [])]
}

export const isSupported = (version: string): boolean => {
  const [major, minor] = version.split('.').map(Number)
  return major === 3 && minor! >= oldest && minor! <= newest
}

/**
 * A Python 3.10 to 3.13 on this machine that can make virtual environments.
 * @param asked look at this one only
 * @throws MergescopeError python-not-found, python-unsupported, python-broken: with what was seen
 */
export async function findPython(
  env: NodeJS.ProcessEnv,
  signal: AbortSignal,
  asked?: string,
): Promise<SystemPython> {
  const seen: string[] = []
  const packages: string[] = []
  for (const name of asked ? [asked] : candidates(env)) {
    const python = await look(name, env, signal).catch((thrown) => {
      if (asked || signal.aborted) throw thrown
      return null
    })
    if (!python) continue
    if (isSupported(python.version) && python.venv) return python
    seen.push(`${name} is ${python.version}${python.venv ? '' : ' without venv'}`)
    // As Debian and Ubuntu name what they split off, also for a Python beside the system's own.
    if (isSupported(python.version)) packages.push(`python${python.version.split('.', 2).join('.')}-venv`)
  }
  const [lacking] = packages
  throw new MergescopeError(
    seen.length > 0 ? 'python-unsupported' : 'python-not-found',
    seen.length > 0
      ? `no usable Python 3.${oldest} to 3.${newest} was found (${seen.join(', ')})`
      : `no Python 3.${oldest} to 3.${newest} was found`,
    {
      hint: lacking
        ? `install the venv module (Debian and Ubuntu: apt install ${lacking}), then run the command again`
        : 'install Python 3.12 (python.org, or apt install python3 python3-venv), or name one in the variable PYTHON',
      context: { seen },
    },
  )
}

async function look(name: string, env: NodeJS.ProcessEnv, signal: AbortSignal) {
  const path = locate(name, env)
  if (!path) return null
  return (await runScript(path, probe, { timeoutMs: 15_000, env, signal })) as SystemPython & {
    venv: boolean
  }
}
