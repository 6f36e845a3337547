import { lookAtInstall, type Probe } from '../../adapters/patch/install.ts'
import { askEnvironment } from '../../adapters/python/environment.ts'
import { findMergekit } from '../../adapters/python/find-mergekit.ts'
import { findTransformers } from '../../adapters/python/find-transformers.ts'
import { resolvePython } from '../../adapters/python/interpreter.ts'
import type { MergescopeError } from '../../core/errors.ts'
import { problemOf } from '../../core/patch/problem.ts'
import { noTransformers, type Transformers } from '../../core/transformers.ts'

interface Asking {
  readonly python?: string | undefined
  readonly env: NodeJS.ProcessEnv
  readonly signal: AbortSignal
}

/**
 * The version of the mergekit that a merge would run with; null where there is none, or no Python. Python is
 * started only where the user named an interpreter that keeps its packages elsewhere than environments do.
 * @throws MergescopeError `python-not-found`, `python-broken`: of the interpreter that `--python` names
 */
export async function installedMergekit(asking: Asking): Promise<string | null> {
  try {
    return await installedIn(asking)
  } catch (thrown) {
    // What is only inspected needs no environment.
    if (asking.python || asking.signal.aborted) throw thrown
    return null
  }
}

async function installedIn({ python, env, signal }: Asking): Promise<string | null> {
  const { path, from } = resolvePython(python, env)
  const version = await findMergekit(path)
  if (version !== null || from === 'managed') return version
  const { mergekit } = await askEnvironment(path, { env, signal })
  return mergekit?.version ?? null
}

/** The transformers beside that mergekit, by the folders of its environment; Python is not started. */
export async function installedTransformers({
  python,
  env,
}: Pick<Asking, 'python' | 'env'>): Promise<Transformers> {
  try {
    return await findTransformers(resolvePython(python, env).path)
  } catch {
    return noTransformers
  }
}

/**
 * The version of the mergekit that Python itself imports, and why the patch cannot be put into it.
 * @throws MergescopeError `python-broken`, `patch-files-damaged`
 */
export async function mergekitOfRun(python: string, { env, signal }: Asking): Promise<MergekitOfRun> {
  const { probe, manifest, seen, stated } = await lookAtInstall({ python, env, signal })
  return { probe, version: seen.mergekit?.version ?? null, problem: problemOf(manifest, seen, stated) }
}

export interface MergekitOfRun {
  readonly version: string | null
  readonly problem: MergescopeError | null
  readonly probe: Probe
}
