import { discardStaging, stagingOf } from '../../adapters/files/output/output-folder.ts'
import { nameForFailed, publish } from '../../adapters/files/output/publish.ts'
import { addressForFailed, forgetUploads, uploadsOf } from '../../adapters/object-storage/output-target.ts'
import { resolvePython } from '../../adapters/python/interpreter.ts'
import { pythonCalls } from '../../core/bridge/calls.ts'
import type { Stage } from '../../core/events.ts'
import { counted, formatBytes } from '../../core/text/units.ts'
import { callPython } from '../common/python-call.ts'
import { type ResolvedRun, shownPath } from './resolve-output.ts'
import { runStage } from './run-stage.ts'

/** Where a finished model goes, and how it gets there. */
export interface Destination {
  /** What people call it. */
  readonly name: string
  /**
   * Gives the model its name, as the last thing that a run does; the staging folder is gone then.
   * @param replace the inputs of the run, none of which may be lost; null where nothing may be there
   */
  publish(replace: readonly string[] | null): Stage<void>
}

/** The place of an output, or of one that failed its checks. */
export async function destinationOf(options: ResolvedRun, failed: boolean): Promise<Destination> {
  return options.address === null ? folder(options, failed) : objects(options, options.address, failed)
}

async function folder(options: ResolvedRun, failed: boolean): Promise<Destination> {
  const { output } = options
  const target = failed ? await nameForFailed(output) : output
  const name = await shownPath(target, options)
  return {
    name,
    async *publish(replace) {
      yield { event: 'action', action: 'waiting until the disk has everything of', detail: name }
      await publish(output, target, replace)
      yield { event: 'action', action: 'renamed the finished folder to', detail: name }
    },
  }
}

/** Ctrl-C waits for the parts of an upload that are under way, so that they can be taken back. */
const graceMs = 5_000

async function objects(options: ResolvedRun, address: string, failed: boolean): Promise<Destination> {
  const { output, env, signal } = options
  const storage = { python: options.python, env, signal }
  const uri = failed ? await addressForFailed(address, output, storage) : address
  return {
    name: uri,
    async *publish(replace) {
      const work = callPython({
        python: resolvePython(options.python, env).path,
        call: pythonCalls.upload,
        request: { folder: stagingOf(output), uri, record: uploadsOf(output), replace: replace !== null },
        stage: 'report',
        signal,
        graceMs,
      })
      const uploaded = (done: { readonly files: number; readonly bytes: number }) =>
        `${counted(done.files, 'file')}, ${formatBytes(done.bytes)}, uploaded`
      yield* runStage({ stage: 'report', title: `upload to ${uri}`, summarise: uploaded }, work)
      await forgetUploads(output)
      await discardStaging(output)
    },
  }
}
