import { lookAtInstall } from '../../adapters/patch/install.ts'
import { askEnvironment } from '../../adapters/python/environment.ts'
import { findMergekit } from '../../adapters/python/find-mergekit.ts'
import { type Interpreter, resolvePython } from '../../adapters/python/interpreter.ts'
import type { MergescopeError } from '../../core/errors.ts'
import { problemOf } from '../../core/patch/problem.ts'

interface Asking {
  readonly python?: string | undefined
  readonly env: NodeJS.ProcessEnv
  readonly signal: AbortSignal
}

/**
 * The version of the mergekit that a merge would run with; null where there is none, or no Python. Python is
 * started only where the user named an interpreter that keeps its packages elsewhere than environments do.
 * @throws MergescopeError `python-not-found`, `python-broken`: of an interpreter that the user named
 */
export async function installedMergekit({ python, env, signal }: Asking): Promise<string | null> {
  const isNamed = Boolean(python || env.MERGESCOPE_PYTHON)
  let interpreter: Interpreter
  try {
    interpreter = resolvePython(python, env)
  } catch (thrown) {
    // What is only inspected needs no environment.
    if (isNamed) throw thrown
    return null
  }
  const found = await findMergekit(interpreter.path)
  if (found !== null || !isNamed) return found
  const { mergekit } = await askEnvironment(interpreter.path, { env, signal })
  return mergekit?.version ?? null
}

/**
 * The version of the mergekit that Python itself imports, and why the patch cannot be put into it.
 * @throws MergescopeError `python-broken`, `patch-files-damaged`
 */
export async function mergekitOfRun(
  python: string,
  { env, signal }: Asking,
): Promise<{ readonly version: string | null; readonly problem: MergescopeError | null }> {
  const { manifest, seen, stated } = await lookAtInstall({ python, env, signal })
  return { version: seen.mergekit?.version ?? null, problem: problemOf(manifest, seen, stated) }
}
