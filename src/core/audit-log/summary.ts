import type { AuditRecord, AuditResult } from '../contract/audit.ts'
import { largestOf } from '../many.ts'

interface ModelTally {
  skipped: Set<string>
  zeroed: Set<string>
  /** Tokens that a summary line counts without naming them, by tensor. */
  unnamed: Map<string, number>
  lines: number
}

/** Counts the records of a vocabulary audit by model; distinct tokens, whatever the number of tensors. */
export class AuditTally {
  private readonly models = new Map<string, ModelTally>()

  add(record: AuditRecord): void {
    if (record.model === null || record.kind === 'warning') return
    const tally = this.models.get(record.model) ?? {
      skipped: new Set(),
      zeroed: new Set(),
      unnamed: new Map(),
      lines: 0,
    }
    this.models.set(record.model, tally)
    tally.lines += 1
    if (record.kind === 'more') {
      const tensor = record.tensor ?? ''
      tally.unnamed.set(tensor, (tally.unnamed.get(tensor) ?? 0) + (record.count ?? 0))
    }
    if (record.token === null) return
    if (record.kind === 'skipped') tally.skipped.add(record.token)
    else if (record.kind === 'zeroed') tally.zeroed.add(record.token)
  }

  summary(): AuditResult['models'] {
    return [...this.models].map(([model, { skipped, zeroed, unnamed, lines }]) => ({
      model,
      // Embeddings and head lack the same tokens as a rule, so those without names are counted once.
      skipped: skipped.size + largestOf(unnamed.values(), 0),
      zeroed: zeroed.size,
      lines,
      tokens: [...new Set([...skipped, ...zeroed])],
    }))
  }
}

/** The audit document of a list of records. */
export function auditResult(
  records: readonly AuditRecord[],
  failure: AuditResult['failure'] = null,
): AuditResult {
  const tally = new AuditTally()
  for (const record of records) tally.add(record)
  return { schema: 1, records: [...records], models: tally.summary(), failure }
}
