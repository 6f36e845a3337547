import { setImmediate } from 'node:timers/promises'
import { readLog } from '../adapters/files/read-log.ts'
import { AuditLogParser } from '../core/audit-log/parser.ts'
import { AuditTally } from '../core/audit-log/summary.ts'
import type { AuditRecord, AuditResult } from '../core/contract/audit.ts'

export interface AuditOptions {
  /** A path, or `-` for stdin. */
  readonly log: string
  /** Wait for more at the end until the signal aborts. */
  readonly follow: boolean
  readonly signal: AbortSignal
}

/** What a whole log comes to, beside its records. */
export type AuditTotals = Pick<AuditResult, 'models' | 'failure' | 'shareOfVoice'>

/**
 * Reads the log of any mergekit run: yields the records as they come, returns the counts by model, the
 * failure and the shares. Errors: `path-unusable`.
 */
export async function* auditLog(options: AuditOptions): AsyncGenerator<AuditRecord, AuditTotals, void> {
  const parser = new AuditLogParser()
  const tally = new AuditTally()
  const count = (record: AuditRecord) => {
    tally.add(record)
    return record
  }
  for await (const chunk of readLog(options.log, options.follow, options.signal)) {
    for (const record of parser.push(chunk)) yield count(record)
    // Lets a signal in: what lies in memory already comes without a pause.
    await setImmediate()
  }
  for (const record of parser.end()) yield count(record)
  return { models: tally.summary(), failure: parser.failure, shareOfVoice: parser.shares.result() }
}
