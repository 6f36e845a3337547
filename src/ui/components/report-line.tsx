import { reportPath } from '../../core/run/report-path.ts'
import { Line } from './lines.tsx'

/** Where the page of the run lies. */
export const ReportLine = ({ folder, columns }: { readonly folder: string; readonly columns: number }) => (
  <Line columns={columns} tone="dim">{`report: ${reportPath(folder)}`}</Line>
)
