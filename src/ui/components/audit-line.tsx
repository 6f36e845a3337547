import { clip } from '../../core/text/layout.ts'
import { shortNames } from '../../core/text/short-names.ts'
import { counted } from '../../core/text/units.ts'
import { missingRowsText } from '../../core/view/missing-rows.ts'
import type { RunState } from '../state/run-state.ts'
import { Text } from './text.tsx'

/** How many tokens each donor lacks, as the merge comes across them. */
export function AuditLine({
  audit,
  columns,
}: {
  readonly audit: RunState['audit']
  readonly columns: number
}) {
  const names = shortNames([...audit.keys()], 24)
  const parts = [...audit].map(([model, { skipped, zeroed }]) => {
    return `${names.get(model)} ${missingRowsText({ skipped, zeroed })}`
  })
  return (
    <Text color="yellow" wrap="truncate">
      {clip(`vocabulary, ${counted(audit.size, 'donor')}: ${parts.join(' · ')}`, columns)}
    </Text>
  )
}
