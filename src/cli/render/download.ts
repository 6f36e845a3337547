import type { DownloadResult } from '../../core/contract/download.ts'
import type { Stage } from '../../core/events.ts'
import { printable } from '../../core/text/printable.ts'
import { counted, formatBytes } from '../../core/text/units.ts'
import type { CommonOptions } from '../options.ts'
import type { Shell } from '../shell.ts'
import { downloadBars } from './download-bars.ts'
import { ndjsonLine } from './ndjson.ts'
import { makePaint, wantsColour } from './paint.ts'
import { plainRenderer } from './plain.ts'
import { follow, type Renderer } from './renderer.ts'

/** Draws a download to its end: NDJSON, moving bars on a terminal, plain lines through a pipe. */
export async function showDownload(
  stage: Stage<DownloadResult>,
  options: CommonOptions,
  shell: Shell,
): Promise<void> {
  const { stdout, env } = shell
  const isTerminal = stdout.isTTY === true
  const paint = makePaint(wantsColour({ asked: options.color, env, isTerminal }))
  const style = { paint, verbose: options.verbose === true, quiet: options.quiet === true }
  const write = (text: string) => void stdout.write(text)
  const json = (event: { readonly event: string }) => write(ndjsonLine(event, new Date().toISOString()))
  if (options.json) {
    const result = await follow(stage, { show: json, close: async () => {} })
    shell.signal.throwIfAborted()
    shell.answered = true
    const last = { event: 'result', verdict: 'ok', result, error: null }
    return json(last)
  }
  const bars = isTerminal && !style.quiet && env.TERM !== 'dumb'
  const renderer: Pick<Renderer, 'show' | 'close'> = bars
    ? downloadBars(stdout, style)
    : plainRenderer(write, style, Date.now)
  const result = await follow(stage, renderer)
  if (!style.quiet) write(summaryText(result))
}

/** Where each model lies now; in a dry run what it consists of. */
function summaryText({ models, dryRun, bytes }: DownloadResult): string {
  const lines: string[] = []
  for (const { ref, commit, folder, files, bytes: size } of models) {
    const name = printable(ref)
    if (commit === null) {
      lines.push(`${name}  a folder, taken as it is`)
      continue
    }
    lines.push(`${name}  ${commit.slice(0, 12)}  ${formatBytes(size)} in ${counted(files.length, 'file')}`)
    if (dryRun) {
      for (const file of files)
        lines.push(
          `  ${formatBytes(file.size).padStart(8)}  ${stateOf(file).padEnd(9)}  ${printable(file.path)}`,
        )
    } else lines.push(`  ${folder}`)
  }
  if (dryRun) {
    const had = models.flatMap(({ files }) => files).reduce((sum, file) => sum + file.had, 0)
    lines.push(`to download: ${formatBytes(bytes - had)} of ${formatBytes(bytes)}`)
  }
  return lines.map((line) => `${line}\n`).join('')
}

function stateOf({ had, size }: DownloadResult['models'][number]['files'][number]): string {
  if (had === 0 && size > 0) return 'new'
  return had >= size ? 'cached' : `${Math.floor((had / size) * 100)} % here`
}
