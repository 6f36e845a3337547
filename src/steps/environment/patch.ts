import type { Probe } from '../../adapters/patch/install.ts'
import { resolvePython } from '../../adapters/python/interpreter.ts'
import type { PatchResult } from '../../core/contract/patch.ts'
import { MergescopeError, toMergescopeError } from '../../core/errors.ts'
import type { RunEvent, Stage } from '../../core/events.ts'
import { changePatch, type PatchOperation, patchStatus } from './patch-install.ts'

export interface PatchStageOptions {
  /** Path of the interpreter that will run the merge. */
  readonly python: string
  /** Ours to change without asking. */
  readonly managed: boolean
  /** `--apply-patch`: a yes in advance. */
  readonly applyAllowed: boolean
  /** Asks on a terminal; left out where nobody can answer. */
  readonly ask?: (question: string) => Promise<boolean>
  readonly env: NodeJS.ProcessEnv
  readonly signal?: AbortSignal
  /** What the interpreter said of itself before. */
  readonly probe?: Probe
}

/**
 * The stage of a run that sees to it that mergekit is patched.
 * @throws MergescopeError `patch-not-allowed` when the interpreter is not ours and nobody said yes; the codes
 *   of `changePatch`
 */
export async function* patchStage(options: PatchStageOptions): Stage<PatchResult> {
  const start = performance.now()
  const finished = (outcome: 'done' | 'skipped' | 'failed' | 'cancelled', summary: string): RunEvent => ({
    event: 'stage-finished',
    stage: 'patch',
    outcome,
    summary,
    seconds: (performance.now() - start) / 1000,
  })
  yield { event: 'stage-started', stage: 'patch', title: 'Patch mergekit' }
  try {
    const status = await patchStatus(options)
    if (status.state === 'patched') {
      yield finished('skipped', `mergekit ${status.mergekit?.version} is patched already`)
      return status
    }
    // What stands in the way is told before anybody is asked.
    if (!status.problem) await mustBeAllowed(options, status)
    const result = yield* withActions(options)
    yield finished('done', `mergekit ${result.mergekit?.version} patched`)
    return result
  } catch (thrown) {
    const error = toMergescopeError(thrown)
    yield finished(options.signal?.aborted ? 'cancelled' : 'failed', error.message)
    throw error
  }
}

async function* withActions(options: PatchStageOptions): Stage<PatchResult> {
  const change = changePatch('apply', options)
  let next = await change.next()
  for (; !next.done; next = await change.next())
    yield { event: 'action', action: next.value.action, detail: next.value.detail }
  return next.value
}

async function mustBeAllowed(options: PatchStageOptions, status: PatchResult): Promise<void> {
  if (options.managed || options.applyAllowed) return
  const what = `mergekit ${status.mergekit?.version} in ${status.mergekit?.location}`
  if (await options.ask?.(`Patch ${what}? \`mergescope patch revert\` takes it back.`)) return
  throw new MergescopeError('patch-not-allowed', `${what} needs the patch, and it is not mergescope's own`, {
    hint: 'add --apply-patch, or run `mergescope patch apply` first, or leave out --python',
    context: { python: options.python },
  })
}

export interface PatchRequest {
  readonly python: string | undefined
  readonly dryRun?: boolean
  readonly replace?: boolean
  readonly env: NodeJS.ProcessEnv
  readonly signal: AbortSignal
}

/** What the command line asks for, on the interpreter that it names. */
export async function* patchRequest(
  what: PatchOperation | 'status',
  request: PatchRequest,
): AsyncGenerator<{ action: string; detail: string }, PatchResult> {
  const target = { ...request, python: resolvePython(request.python, request.env).path }
  if (what === 'status') return await patchStatus(target)
  return yield* changePatch(what, target)
}

/** A failure as a document: how the install stands now, as far as that can be told, and the error. */
export async function failedPatch(thrown: unknown, request: PatchRequest): Promise<PatchResult> {
  const { code, message, hint } = toMergescopeError(thrown)
  const unknown: PatchResult = {
    schema: 1,
    python: request.python ?? '',
    mergekit: null,
    state: 'absent',
    files: [],
    notes: [],
    actions: [],
    dryRun: request.dryRun ?? false,
    problem: null,
  }
  const { signal: _ignored, ...rest } = request
  const status = await Promise.resolve()
    .then(() => patchStatus({ ...rest, python: resolvePython(request.python, request.env).path }))
    .catch(() => unknown)
  const error = { code, message, hint: hint ?? null }
  return { ...status, dryRun: unknown.dryRun, problem: error, error }
}
