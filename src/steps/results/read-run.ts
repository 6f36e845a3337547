import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { RunResult } from '../../core/contract/run.ts'
import { readReport } from './read-report.ts'
import { seenFromHere } from './seen-from-here.ts'

/** A finished run that is still where it was. */
export interface RecentRun {
  /** Or an address in object storage. */
  readonly folder: string
  readonly result: RunResult
  /** The folder that relative donors of its record's recipe follow, where that is not the current one. */
  readonly elsewhere?: string | null
  /** When its record was written, in milliseconds. */
  readonly at?: number
}

/**
 * The run that filled a folder, its donors as they are found from here. Errors: `path-unusable`.
 * @param record the folder whose `mergescope/run.json` tells of it
 */
export async function readRun(folder: string, record: string = folder): Promise<RecentRun> {
  const seen = await seenFromHere(record, await readReport(record))
  return { folder, ...seen, at: await recordTime(record) }
}

/** When the record in a folder was written. */
export async function recordTime(folder: string): Promise<number> {
  return (await stat(join(folder, 'mergescope', 'run.json'))).mtimeMs
}
