import { setImmediate } from 'node:timers/promises'
import { readLog } from '../../adapters/files/read/read-log.ts'
import { AuditLogParser } from '../../core/audit-log/parser.ts'
import { AuditTally } from '../../core/audit-log/summary.ts'
import type { AuditRecord, AuditResult } from '../../core/contract/audit.ts'
import { counted } from '../../core/text/units.ts'

export interface AuditOptions {
  /** A path, or `-` for stdin. */
  readonly log: string
  /** Wait for more at the end until the signal aborts. */
  readonly follow: boolean
  readonly signal: AbortSignal
}

/** What a whole log comes to, beside its records. */
export type AuditTotals = Pick<AuditResult, 'models' | 'failure' | 'shareOfVoice' | 'notes'>

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
  const chunks = readLog(options.log, options.follow, options.signal)
  let next = await chunks.next()
  for (; !next.done; next = await chunks.next()) {
    for (const record of parser.push(next.value)) yield count(record)
    // Lets a signal in: what lies in memory already comes without a pause.
    await setImmediate()
  }
  for (const record of parser.end()) yield count(record)
  return {
    models: tally.summary(),
    failure: parser.failure,
    shareOfVoice: parser.shares.result(),
    notes: damage(next.value),
  }
}

const damage = (count: number): string[] =>
  count === 0
    ? []
    : [`${counted(count, 'character')} of the log cannot be read, in UTF-8 or UTF-16: the rest of it was`]
