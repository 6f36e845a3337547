import { Text } from 'ink'
import { clip } from '../../core/text/layout.ts'
import { counted } from '../../core/text/units.ts'
import type { RunState } from '../state/run-state.ts'

/** How many tokens each donor lacks, as the merge comes across them. */
export function AuditLine({
  audit,
  columns,
}: {
  readonly audit: RunState['audit']
  readonly columns: number
}) {
  const parts = [...audit].map(([model, { skipped, zeroed }]) => {
    const what = [skipped > 0 ? `${skipped} skipped` : '', zeroed > 0 ? `${zeroed} by default row` : '']
    return `${model} ${what.filter(Boolean).join(', ')}`
  })
  return (
    <Text color="yellow" wrap="truncate">
      {clip(`vocabulary, ${counted(audit.size, 'donor')} without rows: ${parts.join(' · ')}`, columns)}
    </Text>
  )
}
