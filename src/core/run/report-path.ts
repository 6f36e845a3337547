import { join } from 'node:path'
import { isObjectUri } from '../object-uri.ts'

/** Where the page of a run lies; of one in object storage it is an address, which no join may mend. */
export const reportPath = (folder: string): string =>
  isObjectUri(folder) ? `${folder}/mergescope/report.html` : join(folder, 'mergescope', 'report.html')
