import type { AuditRecord, AuditResult } from '../contract/audit.ts'
import { printableToken } from '../text/token-text.ts'
import { counted, formatCount } from '../text/units.ts'

type Counts = Pick<AuditResult['models'][number], 'skipped' | 'zeroed'>

/** What became of the tokens that a donor lacks: `3 rows from the other donors, 1 zero row`. */
export function missingRowsText({ skipped, zeroed }: Counts): string {
  return [
    skipped > 0 ? `${counted(skipped, 'row')} from the other donors` : '',
    zeroed > 0 ? counted(zeroed, 'zero row') : '',
  ]
    .filter(Boolean)
    .join(', ')
}

/** The donors that lack rows. */
export const lackingModels = (audit: AuditResult | null): AuditResult['models'] =>
  (audit?.models ?? []).filter(({ skipped, zeroed }) => skipped + zeroed > 0)

/** What became of the token of one record, in a phrase. */
export function fateOf({ kind, count, tensor, code }: AuditRecord): string {
  switch (kind) {
    case 'skipped':
      return 'row taken from the other donors'
    case 'zeroed':
      return 'zero row: the named source lacks it'
    case 'more':
      return `${counted(count ?? 0, 'more token')} missing${tensor ? ` from ${tensor}` : ''}`
    case 'warning':
      return code ?? 'warning'
  }
}

/** One record in words: whose, which token, where the tensor ends, what became of it. */
export function recordText(record: AuditRecord): string {
  const { kind, model, token, donorId, donorRows, tensor } = record
  const who = model ?? 'a donor'
  if (kind === 'more') return `${who}: ${fateOf(record)}`
  const what = token === null ? 'a token' : `“${printableToken(token)}”`
  if (kind === 'warning') return `${who}: ${fateOf(record)}${token === null ? '' : ` ${what}`}`
  const where =
    donorId === null || donorRows === null ? '' : ` (id ${donorId}, only ${formatCount(donorRows)} rows)`
  return `${who} has no row for ${what}${where}${tensor ? ` in ${tensor}` : ''}: ${fateOf(record)}`
}

/** A record, and every tensor that says the same. */
export type JoinedRecord = AuditRecord & { readonly tensors: readonly string[] }

/** Records that differ in nothing but their tensor, told once: the embeddings and the head mostly lack the same rows. */
export function joinedRecords(records: readonly AuditRecord[]): readonly JoinedRecord[] {
  const joined = new Map<string, AuditRecord & { tensors: string[] }>()
  for (const record of records) {
    const { model, token, donorId, outputId, donorRows, tensor } = record
    const key = JSON.stringify([model, token, donorId, outputId, donorRows, fateOf(record)])
    const known = joined.get(key) ?? { ...record, tensors: [] }
    if (tensor !== undefined && !known.tensors.includes(tensor)) known.tensors.push(tensor)
    joined.set(key, known)
  }
  return [...joined.values()]
}
