import { homedir } from 'node:os'
import { restoreReplaced } from '../../adapters/files/output/claim-staging.ts'
import { holdsWork, outputEntries } from '../../adapters/files/output/output-folder.ts'
import { refuseToReplace } from '../../adapters/files/output/replaceable-folder.ts'
import { realOrSame } from '../../adapters/files/path/real-path.ts'
import { MergescopeError } from '../../core/errors.ts'
import type { Stage } from '../../core/events.ts'
import { hubSettings } from '../../core/hub/settings.ts'
import { checkPath } from '../common/check-path.ts'
import type { RunOptions } from './run-options.ts'

/** A run whose `output` is the one absolute path, without links, that all stages use; `shown` is what the user calls it. */
export interface ResolvedRun extends RunOptions {
  readonly shown: string
}

/** Finds out where the output will lie, and refuses at once what must not or cannot be written. */
export async function* resolveOutput(asked: RunOptions): Stage<ResolvedRun> {
  const shown = asked.output
  const run = { ...asked, output: await checkPath(shown, 'fill', '-o'), shown }
  if (!run.dryRun && (await restoreReplaced(run.output, run.signal)))
    yield {
      event: 'log',
      level: 'warning',
      source: 'mergescope',
      message: `a run was killed while it replaced ${shown}: the model that was there is in its place again`,
    }
  await refuseFullOutput(run)
  return run
}

async function refuseFullOutput(run: ResolvedRun): Promise<void> {
  const entries = await outputEntries(run.output)
  if (entries === null || entries.length === 0) return
  if (run.overwrite) return refuseToReplace(run.output, inputsOf(run, []))
  const resume = (await holdsWork(run.output))
    ? '; it also holds the work of an interrupted run, which --resume --overwrite continues'
    : ''
  throw new MergescopeError('output-exists', `${run.shown} is not empty`, {
    hint: `give another folder with -o, or replace this one with --overwrite${resume}`,
    context: { path: run.output },
  })
}

/** What a run reads, and so must not replace. */
export function inputsOf({ config, hub, env }: RunOptions, folders: readonly string[]): readonly string[] {
  return [config, hubSettings(env, homedir(), hub).cache, ...folders]
}

/** A failed output's path as the user would write it. */
export async function shownPath(path: string, { output, shown }: ResolvedRun): Promise<string> {
  const like = `${shown}${path.slice(output.length)}`
  return (await realOrSame(like)) === path ? like : path
}
