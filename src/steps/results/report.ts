import { join } from 'node:path'
import { writeNamedFile } from '../../adapters/files/output/named-file.ts'
import { readOwn } from '../../adapters/files/read/read-own.ts'
import { makeFolder } from '../../adapters/files/write/make-folder.ts'
import { writeWhole } from '../../adapters/files/write/write-whole.ts'
import type { RunResult } from '../../core/contract/run.ts'
import type { Stage } from '../../core/events.ts'
import { fillModelCard } from '../../core/report-text/model-card.ts'

export interface ReportOptions {
  /** The model folder; the report goes into `mergescope/` inside it. */
  readonly folder: string
  readonly result: RunResult
}

export interface WrittenReport {
  readonly files: readonly string[]
}

/**
 * Writes the report of a run beside its weights, `run.json` and `report.html` in `mergescope/`, and the shares
 * into the model card. Errors: `file-unwritable`.
 */
export async function* reportStage({ folder, result }: ReportOptions): Stage<WrittenReport> {
  await makeFolder(join(folder, 'mergescope'))
  const { reportPage } = await loadReportPage()
  const card = await readOwn(join(folder, 'README.md'))
  const contents = [
    ['README.md', fillModelCard(card, result.shareOfVoice)],
    ['mergescope/run.json', `${JSON.stringify(result, null, 2)}\n`],
    ['mergescope/report.html', reportPage(result)],
  ] as const
  const files: string[] = []
  for (const [name, content] of contents) {
    const path = join(folder, name)
    await writeWhole(path, content)
    files.push(path)
    // The folder has its name only when all is in it.
    yield { event: 'action', action: 'write', detail: name }
  }
  return { files }
}

/** The charts' library takes a moment to load, and nothing else needs it: a run loads it while it waits for Python. */
export const loadReportPage = () => import('../../core/report-page/page.ts')

/** Writes the report of a run as one HTML file, wherever `option` wants it. Errors: `path-unusable`, `disk-full`. */
export async function writeReportPage(shown: string, option: string, result: RunResult): Promise<void> {
  const { reportPage } = await loadReportPage()
  await writeNamedFile(shown, option, reportPage(result))
}
