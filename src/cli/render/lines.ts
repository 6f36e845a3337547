import { vocabularyMarker } from '../../core/audit-log/vocabulary-lines.ts'
import type { RunEvent } from '../../core/events.ts'
import { printable, printableLines } from '../../core/text/printable.ts'
import { amount, fraction, pace } from '../../core/text/progress-text.ts'
import { formatSeconds, formatShare } from '../../core/text/units.ts'
import { tensorLines } from '../../core/view/audit-lines.ts'
import { recordText } from '../../core/view/missing-rows.ts'
import type { Paint } from './paint.ts'

export interface LineStyle {
  readonly paint: Paint
  readonly verbose: boolean
  readonly quiet: boolean
}

type LineOf<Name extends RunEvent['event']> = (
  event: Extract<RunEvent, { event: Name }>,
  style: LineStyle,
) => string | null

/** One line a kind of event, or null where a line would only be noise. Exhaustive: a new kind must say. */
const lineOf: { readonly [Name in RunEvent['event']]: LineOf<Name> } = {
  'stage-started': ({ stage, title }, { paint, quiet }) =>
    quiet ? null : `${paint.cyan('▸')} ${stage.padEnd(8)}  ${printable(title)}`,

  'stage-progress': ({ stage, progress }, { paint, quiet }) => {
    if (quiet) return null
    const share = fraction(progress)
    const parts = [share === null ? null : formatShare(share), amount(progress), ...pace(progress)]
    const { lane, node, item } = progress
    const where = node === undefined ? item : `${lane} on ${node}`
    return paint.dim(
      `  ${stage.padEnd(8)}  ${parts.filter(Boolean).join('  ')}  ${printable(where)}`.trimEnd(),
    )
  },

  'stage-finished': ({ stage, outcome, summary, seconds }, { paint, quiet }) => {
    if (quiet && outcome !== 'failed') return null
    const line = `${outcomeMark[outcome]} ${stage.padEnd(8)}  ${printable(summary)}  ${formatSeconds(seconds)}`
    return outcome === 'failed' ? paint.red(line) : paint.dim(line)
  },

  finding: ({ finding }, { paint, quiet }) => {
    if (quiet && finding.severity === 'info') return null
    const colour = { error: paint.red, warning: paint.yellow, info: paint.dim }[finding.severity]
    const position = finding.line === undefined ? '' : ` (line ${finding.line}, column ${finding.column})`
    const who = finding.donor === null ? '' : `${printable(finding.donor)}: `
    const what = `${colour(`${finding.severity}:`)} ${who}${printable(finding.message)}${position}`
    const hint =
      finding.hint === null ? '' : `\n    ${paint.cyan('hint:')} ${printableLines(finding.hint, '      ')}`
    return `  ${what} ${paint.dim(`[${finding.code}]`)}${hint}`
  },

  'vocabulary-audit': ({ record }, { paint, verbose }) =>
    verbose ? paint.dim(`  ${printable(recordText(record))}`) : null,

  'share-of-voice': ({ tensor }, { paint, verbose }) => {
    if (!verbose) return null
    const looks = { dim: paint.dim, loud: paint.green, soft: paint.cyan, plain: String }
    const lines = tensorLines(tensor).map((line) => line.map(({ text, look }) => looks[look](text)).join(''))
    return lines.join('\n')
  },

  log: ({ level, source, message }, { paint, verbose, quiet }) => {
    // The audit has events of its own; by default they are counted in the summary.
    if (message.startsWith(vocabularyMarker) && !verbose) return null
    if (level === 'error') return paint.red(`  ${source}: ${printable(message)}`)
    if (level === 'warning' && (verbose || isOurs(source)))
      return quiet ? null : paint.yellow(`  ${source}: ${printable(message)}`)
    return verbose ? paint.dim(`  ${source}: ${printable(message)}`) : null
  },

  action: ({ action, detail }, { paint, quiet }) =>
    quiet ? null : paint.dim(`  · ${printable(action)} ${printable(detail)}`.trimEnd()),
}

/** Libraries warn about affairs of their own; those lines are for -v, the dashboard's pane and merge.log. */
function isOurs(source: string): boolean {
  return /^(mergekit|mergescope|verify)\b/.test(source)
}

const outcomeMark = { done: '✓', skipped: '–', failed: '✗', cancelled: '■' } as const

/** The event as a line for people (a finding may have a second one for its hint). */
export function lineFor(event: RunEvent, style: LineStyle): string | null {
  const line = lineOf[event.event] as (event: RunEvent, style: LineStyle) => string | null
  return line(event, style)
}
