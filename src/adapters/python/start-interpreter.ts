import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process'
import { isAbsolute } from 'node:path'
import { safeEnvironment } from '../machine/start-program.ts'
import { pauseWithUs } from '../machine/suspend.ts'

/** What Python is to run: a module as by `-m`, a text as by `-c`, or a file. */
export type PythonProgram =
  | { readonly module: string }
  | { readonly code: string }
  | { readonly file: string }

export interface PythonOptions extends Pick<SpawnOptions, 'stdio' | 'detached'> {
  readonly env: NodeJS.ProcessEnv
  readonly args?: readonly string[]
  /** Folders whose modules come before all others. */
  readonly first?: readonly string[]
  /** Write no .pyc files. */
  readonly leaveNoBytecode?: boolean
  /** Leave out the environment's packages as well. */
  readonly withoutSite?: boolean
}

/**
 * The only place where a Python is started. `-I` keeps away what lies in the current folder, the user's own
 * site-packages and every PYTHON… variable: a cloned model repository may hold a `json.py`, and what we start
 * has the user's token in reach. What the interpreter's own environment holds is there as always.
 * @param python an absolute path: a bare name would be looked up anew, and elsewhere than we looked
 */
export function startInterpreter(
  python: string,
  program: PythonProgram,
  { env, args = [], first = [], leaveNoBytecode = false, withoutSite = false, ...spawning }: PythonOptions,
): ChildProcess {
  if (!isAbsolute(python)) throw new Error(`not a path of an interpreter: ${python}`)
  const noBytecode = leaveNoBytecode || Boolean(env.PYTHONDONTWRITEBYTECODE)
  const flags = ['-I', ...(withoutSite ? ['-S'] : []), ...(noBytecode ? ['-B'] : []), '-X', 'utf8']
  const child = spawn(python, [...flags, ...programArguments(program, first), ...args], {
    ...spawning,
    env: isolatedEnvironment(env),
  })
  // In a group of its own no Ctrl-Z reaches it.
  if (spawning.detached && child.pid !== undefined) child.once('exit', pauseWithUs(child.pid))
  return child
}

/** For Python's own children too, which `-I` does not reach: pip's builds, and what `venv` starts. */
function isolatedEnvironment(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const kept = Object.entries(safeEnvironment(env)).filter(([name]) => !/^(__PYVENV|PYTHON)/i.test(name))
  return { ...Object.fromEntries(kept), PYTHONNOUSERSITE: '1' }
}

function programArguments(program: PythonProgram, first: readonly string[]): string[] {
  if ('module' in program && first.length === 0) return ['-m', program.module]
  // JSON is a way to write a list of texts in Python, whatever characters they hold.
  const lines = [
    'import sys',
    `sys.path[:0] = ${JSON.stringify(first)}`,
    // Whatever a name or a message holds can be printed, and is heard when its line ends.
    'for stream in (sys.stdout, sys.stderr):',
    '    stream and stream.reconfigure(errors="backslashreplace", line_buffering=True)',
  ]
  if ('code' in program) return ['-c', [...lines, program.code].join('\n')]
  const name = 'module' in program ? program.module : program.file
  const run =
    'module' in program
      ? 'runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)'
      : 'runpy.run_path(sys.argv[0], run_name="__main__")'
  return ['-c', [...lines, 'import runpy', 'del sys.argv[0]', run].join('\n'), name]
}
