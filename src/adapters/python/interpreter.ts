import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { MergescopeError } from '../../core/errors.ts'
import { dataFolder, isCheckout } from '../files/path/folders.ts'
import { findProgram } from '../machine/start-program.ts'
import { markIn } from './ready-mark.ts'

export interface Interpreter {
  /** Absolute path of the executable. */
  readonly path: string
  /** Where the choice came from; only the managed one is ours to change without asking. */
  readonly from: 'option' | 'variable' | 'managed'
  readonly managed: boolean
}

const windows = process.platform === 'win32'

/** The managed environment: `.venv` of a checkout, the user's data folder of an installed package. */
export function managedEnvironment(env: NodeJS.ProcessEnv): string {
  return join(dataFolder(env), isCheckout ? '.venv' : 'venv')
}

export function pythonOf(environment: string): string {
  return windows ? join(environment, 'Scripts', 'python.exe') : join(environment, 'bin', 'python')
}

/** A bare name such as `python3` is looked up in PATH, but never in the current folder; a path is taken as it is. */
export function locate(name: string, env: NodeJS.ProcessEnv): string | undefined {
  if (/[\\/]/.test(name)) return existsSync(name) ? resolve(name) : undefined
  return findProgram(name, env)
}

/**
 * The interpreter to work with: `--python`, else MERGESCOPE_PYTHON, else the managed environment.
 * Only says where it is; whether it works shows when it is run.
 * @throws MergescopeError `python-not-found`, `environment-not-ready` (the managed one is half-made)
 */
export function resolvePython(option: string | undefined, env: NodeJS.ProcessEnv): Interpreter {
  const managedPath = pythonOf(managedEnvironment(env))
  const asked = option || env.MERGESCOPE_PYTHON
  if (!asked) {
    const whole = existsSync(markIn(managedEnvironment(env)))
    if (existsSync(managedPath) && whole) return { path: managedPath, from: 'managed', managed: true }
    if (existsSync(managedPath))
      throw new MergescopeError(
        'environment-not-ready',
        `the managed Python environment at ${managedEnvironment(env)} is half-made`,
        { hint: 'run `mergescope setup` to repair it', context: { path: managedPath } },
      )
    throw new MergescopeError(
      'python-not-found',
      `there is no managed Python environment at ${managedPath}`,
      {
        hint: 'run `mergescope setup`, or name an interpreter with --python',
        context: { path: managedPath },
      },
    )
  }
  const from = option ? 'option' : 'variable'
  const path = locate(asked, env)
  if (path) return { path, from, managed: path === managedPath }
  const source = option ? '--python' : 'MERGESCOPE_PYTHON'
  throw new MergescopeError('python-not-found', `${source}: no such interpreter: ${asked}`, {
    hint: 'give the path of a python executable, or leave it out to use the managed environment',
    context: { path: asked },
  })
}
