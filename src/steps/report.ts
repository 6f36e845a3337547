import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { writeWhole } from '../adapters/files/write-whole.ts'
import type { RunResult } from '../core/contract/run.ts'
import type { Stage } from '../core/events.ts'

export interface ReportOptions {
  /** The model folder; the report goes into `mergescope/` inside it. */
  readonly folder: string
  readonly result: RunResult
}

export interface WrittenReport {
  readonly files: readonly string[]
}

/** Writes the report of a run beside its weights: `mergescope/run.json`. Errors: `file-unwritable`. */
export async function* reportStage({ folder, result }: ReportOptions): Stage<WrittenReport> {
  const target = join(folder, 'mergescope')
  await mkdir(target, { recursive: true })
  const files = [join(target, 'run.json')]
  await writeWhole(files[0]!, `${JSON.stringify(result, null, 2)}\n`)
  yield { event: 'action', action: 'write', detail: files[0]! }
  return { files }
}
