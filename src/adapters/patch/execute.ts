import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { assertNever } from '../../core/assert-never.ts'
import { MergescopeError } from '../../core/errors.ts'
import type { PatchStep } from '../../core/patch/plan.ts'
import { removeBytecode } from './bytecode.ts'
import { confirm } from './confirm.ts'
import type { PatchTarget } from './install.ts'
import { patchesFolder, readSource, sha256Of } from './patch-files.ts'
import { nameStaged, removeFile, stageFile } from './replace-file.ts'
import { backupPath, dropBackups, dropJournal, modelOf, writeBackup, writeJournal } from './store.ts'
import { unlinkIfThere } from './unlink.ts'

/** Something that was done, for the log of real actions. */
export interface Action {
  readonly action: string
  readonly detail: string
}

export interface Change {
  readonly target: PatchTarget
  readonly location: string
  readonly pycachePrefix: string | null
  readonly scraps: readonly string[]
  /** Called between any two things that change the disk; may throw or kill the process. */
  readonly checkpoint: () => void
}

/** What a step does, in the words of the log; also what a dry run prints. */
export function describe(step: PatchStep): Action | null {
  switch (step.kind) {
    case 'backup':
      return { action: 'back up', detail: step.path }
    case 'patch':
      return { action: step.before === null ? 'add' : 'replace', detail: step.path }
    case 'restore':
      return { action: 'restore', detail: step.path }
    case 'remove':
      return { action: 'remove', detail: step.path }
    case 'confirm':
      return {
        action: 'confirm',
        detail: step.byImport
          ? 'a fresh Python imports mergekit.tokenizer'
          : 'a fresh Python runs these files',
      }
    case 'journal':
    case 'stage':
    case 'tidy':
    case 'close':
      return null
    default:
      return assertNever(step)
  }
}

/** Takes the steps one after the other and tells of each that a user would want to know. */
export async function* execute(steps: readonly PatchStep[], change: Change): AsyncGenerator<Action, void> {
  for (const scrap of change.scraps) await unlinkIfThere(scrap)
  for (const step of steps) {
    change.checkpoint()
    await take(step, change)
    const action = describe(step)
    if (action) yield action
  }
  change.checkpoint()
}

async function take(step: PatchStep, change: Change): Promise<void> {
  const { target, location } = change
  switch (step.kind) {
    case 'journal':
      return writeJournal(location, step.journal)
    case 'backup':
      return writeBackup(location, step.sha256, await readUnchanged(location, step.path, step.sha256))
    case 'stage': {
      const bytes =
        step.source === null
          ? await readFile(backupPath(location, step.after))
          : await readSource(target.patches ?? patchesFolder, step.source, step.after)
      const full = join(location, step.path)
      const there = await stat(full).catch(() => null)
      return stageFile(full, bytes, there ? full : modelOf(location))
    }
    case 'patch':
    case 'restore':
      return swap(step.path, step.before, change)
    case 'remove': {
      const path = join(location, step.path)
      await readUnchanged(location, step.path, step.before)
      await removeBytecode(path, change.pycachePrefix)
      change.checkpoint()
      return removeFile(path)
    }
    case 'confirm':
      // Whoever was killed between a rename and this line left bytecode of the old file behind.
      for (const path of Object.keys(step.files))
        await removeBytecode(join(location, path), change.pycachePrefix)
      return confirm(target, location, step.files, step.byImport)
    case 'tidy':
      return dropBackups(location, step.keep)
    case 'close':
      return step.journal === null ? dropJournal(location) : writeJournal(location, step.journal)
    default:
      return assertNever(step)
  }
}

async function swap(path: string, before: string | null, change: Change): Promise<void> {
  const { location, pycachePrefix, checkpoint } = change
  const full = join(location, path)
  await removeBytecode(full, pycachePrefix)
  await readUnchanged(location, path, before)
  checkpoint()
  await nameStaged(full)
  checkpoint()
  await removeBytecode(full, pycachePrefix)
}

/** An installer may have been at work since the plan was made: its files are not ours to overwrite. */
async function readUnchanged(location: string, path: string, expected: string | null): Promise<Buffer> {
  const bytes = await readFile(join(location, path)).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null
    throw error
  })
  if ((bytes && sha256Of(bytes)) === expected) return bytes ?? Buffer.alloc(0)
  throw new MergescopeError('patch-changed-underneath', `${path} changed while mergekit was being patched`, {
    hint: 'let the installer finish, then run `mergescope patch status`',
    context: { path, location },
  })
}
