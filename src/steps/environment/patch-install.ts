import { checkpoints } from '../../adapters/patch/checkpoint.ts'
import { confirm } from '../../adapters/patch/confirm.ts'
import { type Action, describe, execute } from '../../adapters/patch/execute.ts'
import { type Install, lookAtInstall, type PatchTarget } from '../../adapters/patch/install.ts'
import { lock } from '../../adapters/patch/lock.ts'
import { patchesFolder, readSource } from '../../adapters/patch/patch-files.ts'
import { dropEmptyState } from '../../adapters/patch/store.ts'
import { asPatchError } from '../../adapters/patch/write-errors.ts'
import type { PatchResult } from '../../core/contract/patch.ts'
import { MergescopeError } from '../../core/errors.ts'
import { notesOn } from '../../core/patch/notes.ts'
import { missingBackups, type PatchStep, planApply, planRevert } from '../../core/patch/plan.ts'
import { problemOf, reinstall } from '../../core/patch/problem.ts'

export type PatchOperation = 'apply' | 'revert'

export interface ChangeOptions extends PatchTarget {
  readonly dryRun?: boolean
  /** Take the place of an older embed_v2d that was copied by hand. */
  readonly replace?: boolean
}

const lockWaitSeconds = 120

/**
 * How the mergekit of an interpreter stands. Changes nothing.
 * @throws MergescopeError `python-not-found`, `python-broken`, `patch-files-damaged`
 */
export async function patchStatus(target: PatchTarget): Promise<PatchResult> {
  return resultOf(await lookAtInstall(target), [], false)
}

/**
 * Puts the patch in, or takes it out; whole or not at all. Yields what it does to the disk. A failure, a
 * cancellation included, takes back what was done; a kill leaves a journal from which the next call goes on.
 * @throws MergescopeError, each fault with its own `mergekit-…` or `patch-…` code
 */
export async function* changePatch(
  operation: PatchOperation,
  options: ChangeOptions,
): AsyncGenerator<Action, PatchResult> {
  const before = await lookAtInstall(options)
  const plan = planned(operation, before, options)
  if (options.dryRun)
    return resultOf(
      before,
      plan.flatMap((step) => describe(step) ?? []),
      true,
    )
  if (plan.length === 0) return resultOf(before, [], false)
  await checkSources(plan, options)
  const location = before.seen.mergekit!.location
  const held = await lock(options.python, location, lockWaitSeconds, options.signal)
  const done: Action[] = []
  let install = before
  try {
    // Somebody else may have been at work while we waited.
    install = await lookAtInstall(options)
    for await (const action of carryOut(operation, install, options)) {
      done.push(action)
      yield action
    }
  } finally {
    await dropEmptyState(location)
    await held.release()
  }
  return resultOf(await lookAtInstall({ ...options, probe: install.probe }), done, false)
}

async function* carryOut(
  operation: PatchOperation,
  install: Install,
  options: ChangeOptions,
): AsyncGenerator<Action, void> {
  const steps = planned(operation, install, options)
  try {
    yield* execute(steps, changeOf(install, options, checkpoints(options.env, options.signal)))
  } catch (thrown) {
    const from = install.stated.state
    // From half a patch the only safe way back is to none; what was whole before is left as it is.
    if (operation === 'apply' ? from !== 'patched' : from === 'patched')
      yield* takeBack(operation, options, asPatchError(thrown))
    throw await explain(operation, options, asPatchError(thrown))
  }
}

/** Back to how it was: the opposite plan, whatever the signal says, and without asking Python again. */
async function* takeBack(
  operation: PatchOperation,
  options: ChangeOptions,
  cause: MergescopeError,
): AsyncGenerator<Action, void> {
  const { signal: _ignored, ...target } = options
  try {
    const now = await lookAtInstall(target)
    const plan = operation === 'apply' ? planRevert : planApply
    const steps = plan(now.manifest, now.seen, now.stated).filter((step) => step.kind !== 'confirm')
    yield* execute(
      steps,
      changeOf(now, target, () => {}),
    )
  } catch (thrown) {
    throw new MergescopeError(
      'patch-half-done',
      `${cause.message}; taking it back failed too: ${asPatchError(thrown).message}`,
      {
        hint: 'fix the cause, then run `mergescope patch revert` or `mergescope patch apply`',
        cause: thrown,
      },
    )
  }
}

/** An import that fails without the patch too is the environment's fault, and is said so. */
async function explain(
  operation: PatchOperation,
  options: ChangeOptions,
  error: MergescopeError,
): Promise<MergescopeError> {
  if (error.code !== 'mergekit-import-fails' || operation !== 'apply') return error
  const { seen } = await lookAtInstall(options)
  if (!seen.mergekit) return error
  const files = Object.fromEntries(
    Object.entries(seen.files).flatMap(([path, file]) => (file.sha256 ? [[path, file.sha256]] : [])),
  )
  try {
    await confirm(options, seen.mergekit.location, files, true)
  } catch {
    return error
  }
  return new MergescopeError('patch-not-confirmed', `with the patch ${error.message}; without it, it can`, {
    hint: 'the patch was undone; please report this with the versions that `mergescope doctor` shows',
    context: error.context,
    cause: error,
  })
}

/** @throws MergescopeError when this install must be left alone */
function planned(operation: PatchOperation, install: Install, options: ChangeOptions): PatchStep[] {
  const { manifest, seen, stated } = install
  const problem = problemOf(manifest, seen, stated)
  const replaceable = problem?.code === 'mergekit-older-patch' && operation === 'apply' && options.replace
  if (problem && !replaceable) throw problem
  if (operation === 'apply') return planApply(manifest, seen, stated)
  const steps = planRevert(manifest, seen, stated)
  const lost = missingBackups(seen, steps)
  if (lost.length === 0) return steps
  throw new MergescopeError('patch-backup-missing', `there is no whole backup of ${lost.join(', ')}`, {
    hint: `reinstall mergekit instead: ${reinstall(seen, seen.mergekit?.version ?? '')}`,
    context: { files: lost },
  })
}

async function checkSources(steps: readonly PatchStep[], options: ChangeOptions): Promise<void> {
  for (const step of steps)
    if (step.kind === 'stage' && step.source !== null)
      await readSource(options.patches ?? patchesFolder, step.source, step.after)
}

const changeOf = ({ seen, pycachePrefix }: Install, target: PatchTarget, checkpoint: () => void) => ({
  target,
  location: seen.mergekit!.location,
  pycachePrefix,
  scraps: seen.scraps,
  checkpoint,
})

function resultOf(install: Install, actions: readonly Action[], dryRun: boolean): PatchResult {
  const { manifest, seen, stated } = install
  const problem = problemOf(manifest, seen, stated)
  return {
    schema: 1,
    python: seen.python,
    mergekit: seen.mergekit && {
      version: seen.mergekit.version ?? 'unknown',
      location: seen.mergekit.location,
      editable: seen.mergekit.editable !== null,
    },
    state: stated.state,
    files: [...stated.files],
    notes: notesOn(manifest, seen, stated),
    actions: [...actions],
    dryRun,
    problem: problem && { code: problem.code, message: problem.message, hint: problem.hint ?? null },
  }
}
