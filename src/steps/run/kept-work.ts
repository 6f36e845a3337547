import {
  holdsFinished,
  holdsWork,
  stagingBytes,
  stagingOf,
} from '../../adapters/files/output/output-folder.ts'
import type { MergescopeError } from '../../core/errors.ts'
import { type KeptWork, resumeCommand } from '../../core/run/kept.ts'
import { isResumable } from '../../core/run/verdict.ts'
import type { RunOptions } from './run-options.ts'

/** A finished shard is hashed again before a run goes on with it, and all inputs compared: it is never wrong to keep. */
export async function isWorthKeeping(output: string, error: MergescopeError): Promise<boolean> {
  try {
    return (await holdsFinished(output)) || (isResumable(error) && (await holdsWork(output)))
  } catch {
    // What cannot be looked at is not removed.
    return true
  }
}

/** What a run that this error has ended leaves for the next one. */
export async function keptWork(
  { output, command }: RunOptions,
  { code }: MergescopeError,
): Promise<KeptWork> {
  return {
    folder: stagingOf(output),
    bytes: await stagingBytes(output).catch(() => 0),
    // After a change, the same command line would be refused again.
    resume: code === 'resume-changed' ? null : resumeCommand(command),
  }
}
