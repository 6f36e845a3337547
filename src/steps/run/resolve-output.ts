import { homedir } from 'node:os'
import { modelFolder } from '../../adapters/files/model/model-folder.ts'
import { restoreReplaced } from '../../adapters/files/output/claim-staging.ts'
import { holdsWork, outputEntries } from '../../adapters/files/output/output-folder.ts'
import { refuseToLieIn, refuseToReplace } from '../../adapters/files/output/replaceable-folder.ts'
import { realOrSame } from '../../adapters/files/path/real-path.ts'
import { readConfigFile } from '../../adapters/files/read/read-config.ts'
import { lookAtTarget, workPathOf } from '../../adapters/object-storage/output-target.ts'
import { MergescopeError } from '../../core/errors.ts'
import type { Stage } from '../../core/events.ts'
import { hubSettings } from '../../core/hub/settings.ts'
import { parseMergeConfig } from '../../core/merge-config/parse.ts'
import { mentionedModels } from '../../core/merge-config/references.ts'
import type { MergeConfig } from '../../core/merge-config/types.ts'
import { pathsOf } from '../../core/model-ref.ts'
import { isObjectUri } from '../../core/object-uri.ts'
import { whyNotFilled } from '../../core/run/replaceable.ts'
import { checkPath } from '../common/check-path.ts'
import type { RunOptions } from './run-options.ts'

/**
 * A run whose `output` is the one absolute path, without links, that all stages use; `shown` is what the user calls it.
 * `address`: where the finished model goes that does not get that path.
 */
export interface ResolvedRun extends RunOptions {
  readonly shown: string
  readonly address: string | null
}

/** Finds out where the output will lie, and refuses at once what must not or cannot be written. */
export async function* resolveOutput(asked: RunOptions): Stage<ResolvedRun> {
  const shown = asked.output
  const place = await checkPath(shown, 'make', '-o')
  if (isObjectUri(place)) return resolveAddress(asked, place)
  const run = { ...asked, output: place, shown, address: null }
  if (!run.dryRun && (await restoreReplaced(run.output, run.signal)))
    yield {
      event: 'log',
      level: 'warning',
      source: 'mergescope',
      message: `a run was killed while it replaced ${shown}: the model that was there is in its place again`,
    }
  await refuseDonor(run)
  await refuseFullOutput(run)
  return run
}

/** The run works in the current folder; whether the model can be uploaded in the end is found out now. */
async function resolveAddress(asked: RunOptions, address: string): Promise<ResolvedRun> {
  const { python, env, signal, dryRun } = asked
  const output = await checkPath(workPathOf(address), 'fill', '-o')
  const names = await lookAtTarget(address, output, !dryRun, { python, env, signal })
  const objection = whyNotFilled(address, names, asked.overwrite)
  if (objection)
    throw new MergescopeError('output-exists', `${address} ${objection.why}`, {
      hint: objection.hint,
      context: { uri: address },
    })
  return { ...asked, output, shown: address, address }
}

/** Nobody waits for a rehearsal to hear it. Of a config that cannot be used the inspection tells. */
async function refuseDonor({ config: path, output }: ResolvedRun): Promise<void> {
  const text = await readConfigFile(path).catch(() => null)
  const { config } = text === null ? { config: null } : parseMergeConfig(text)
  if (config) await refuseToLieIn(output, await foldersOf(config))
}

/** The models of a config that are folders; of what else their paths lead to the inspection tells. */
async function foldersOf(config: MergeConfig): Promise<readonly string[]> {
  const paths = pathsOf(mentionedModels(config)).filter(({ path }) => !isObjectUri(path))
  const folders = await Promise.all(paths.map(({ path }) => modelFolder(path).catch(() => null)))
  return folders.filter((folder) => folder !== null)
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
