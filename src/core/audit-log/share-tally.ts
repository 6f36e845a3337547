import type { AuditResult } from '../contract/audit.ts'
import type { DonorVoice } from '../contract/share-of-voice.ts'
import type { LoggedDonor, ShareLine } from './share-lines.ts'

/** Lines kept at most; a model of a hundred layers and twenty donors has a fifth of it. */
const mostLines = 100_000

/** Collects the share-of-voice lines of a log. A tensor or donor that comes twice (a resumed run): the last one counts. */
export class ShareTally {
  private readonly donors = new Map<string, LoggedDonor>()
  private readonly tensors = new Map<string, Map<string, DonorVoice>>()
  private lines = 0

  add(line: ShareLine): void {
    if (this.lines >= mostLines) return
    this.lines += 1
    if (line.kind === 'model') {
      this.donors.set(line.donor.ref, line.donor)
      return
    }
    const known = this.tensors.get(line.tensor) ?? new Map()
    this.tensors.set(line.tensor, known.set(line.donor.ref, line.donor))
  }

  /** null where the log tells of no shares. */
  result(): NonNullable<AuditResult['shareOfVoice']> | null {
    if (this.lines === 0) return null
    return {
      donors: [...this.donors.values()],
      tensors: [...this.tensors].map(([tensor, donors]) => ({ tensor, donors: [...donors.values()] })),
    }
  }
}
