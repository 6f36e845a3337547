import type { DonorReport } from '../../core/contract/inspect.ts'
import { wrap } from '../../core/text/layout.ts'
import { counted, formatBytes } from '../../core/text/units.ts'
import type { DonorState } from '../state/donor-state.ts'
import { reportOf } from './donor-figures.ts'
import type { ToldLine } from './lines.tsx'

/** What there is to say of the donor under the cursor: why it does not fit, what it costs, its findings. */
export function detailLines(
  state: DonorState | undefined,
  problem: string | undefined,
  columns: number,
): readonly ToldLine[] {
  const lines = (text: string, tone: NonNullable<ToldLine['tone']>) =>
    wrap(text, columns - 2).map((line) => ({ text: line, tone }))
  if (!state) return []
  const why = problem ? lines(`✗ ${problem}`, 'error') : []
  if (state.status !== 'read')
    return state.status === 'failed' && state.hint ? [...why, ...lines(`hint: ${state.hint}`, 'plain')] : why
  const report = reportOf(state)
  const facts = report
    ? [
        report.architecture ?? '',
        report.dtype ?? '',
        report.layers === null ? '' : counted(report.layers, 'layer'),
        report.bytes === null ? '' : formatBytes(report.bytes),
        whereabouts(report),
      ].filter(Boolean)
    : []
  const findings = state.report.findings
    .filter(({ severity, message }) => severity !== 'info' && message !== problem)
    .flatMap(({ message, severity }) =>
      lines(`${severity}: ${message}`, severity === 'error' ? 'error' : 'warning'),
    )
  return [...lines(facts.join(' · '), 'dim'), ...why, ...findings]
}

function whereabouts({ local, downloadBytes = 0 }: DonorReport): string {
  if (local !== false) return 'on this machine'
  return downloadBytes > 0 ? `${formatBytes(downloadBytes)} to download` : 'read from object storage'
}
