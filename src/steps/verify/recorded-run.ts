import { join } from 'node:path'
import { readOwn } from '../../adapters/files/read/read-own.ts'
import { sha256OfFile } from '../../adapters/files/read/sha256-of-file.ts'
import { runResult } from '../../core/contract/run.ts'
import type { OutputCheck } from '../../core/contract/verify.ts'
import { asRecorded, isOfValues } from '../../core/verify/recorded.ts'

/** Checks in the light of what the run that filled the folder has told of it; as they are where none did, or it failed. */
export async function inLightOfRun(
  folder: string,
  checks: readonly OutputCheck[],
  signal?: AbortSignal,
): Promise<readonly OutputCheck[]> {
  const failed = checks.filter(({ status }) => status === 'fail')
  if (failed.length === 0) return checks
  const run = await recordIn(folder)
  if (run?.verify?.verdict !== 'ok') return checks
  // It takes as long as reading the values did.
  const same = failed.some(isOfValues) && (await areTheSame(folder, run.sha256?.files ?? {}, signal))
  return asRecorded(checks, run.verify.checks, same)
}

const record = runResult.pick({ verify: true, sha256: true })

/** null where there is none that can be read. */
async function recordIn(folder: string) {
  try {
    return record.parse(JSON.parse(await readOwn(join(folder, 'mergescope', 'run.json'))))
  } catch {
    return null
  }
}

/** Whether the files have the sha256 that was recorded of them. */
async function areTheSame(
  folder: string,
  files: Readonly<Record<string, string>>,
  signal?: AbortSignal,
): Promise<boolean> {
  const named = Object.entries(files)
  for (const [name, sha256] of named)
    if ((await sha256OfFile(join(folder, name), signal)) !== sha256) return false
  return named.length > 0
}
