import type { Finding, Severity } from '../../core/contract/common.ts'
import { wrap } from '../../core/text/layout.ts'
import { counted } from '../../core/text/units.ts'
import type { InspectTextOptions } from './inspect-options.ts'
import type { Paint } from './paint.ts'

const marks: Readonly<Record<Severity, string>> = { error: 'error', warning: 'warning', info: 'info' }

/** Each finding with its hint, the worst first; the rest is counted. */
export function findingLines(
  findings: readonly Finding[],
  { columns, paint, verbose, quiet }: InspectTextOptions,
): string[] {
  const order: readonly Severity[] = ['error', 'warning', 'info']
  const shown = order.slice(0, verbose ? 3 : quiet ? 1 : 2)
  const colour = { error: paint.red, warning: paint.yellow, info: paint.dim }
  const lines = shown.flatMap((severity) =>
    findings
      .filter((finding) => finding.severity === severity)
      .flatMap((finding) => {
        const position = finding.line === undefined ? '' : `line ${finding.line}, column ${finding.column}: `
        const donor = finding.donor === null ? '' : `${finding.donor}: `
        const [first = '', ...rest] = wrap(
          `${marks[severity]}: ${position}${donor}${finding.message}`,
          columns - 2,
        )
        const text = [colour[severity](first), ...rest.map((line) => `  ${line}`)]
        return [...text, ...hintLines(finding.hint, columns, paint)]
      }),
  )
  const hidden = findings.filter(({ severity }) => !shown.includes(severity)).length
  if (hidden > 0 && !quiet) lines.push(paint.dim(`${counted(hidden, 'more note')} with -v`))
  return lines
}

/** A hint may hold a block to add to the config, which keeps its lines. */
function hintLines(hint: string | null, columns: number, paint: Paint): string[] {
  if (hint === null) return []
  const [first = '', ...block] = hint.split('\n')
  return [
    ...wrap(`hint: ${first}`, Math.max(20, columns - 2)).map((line) => `  ${paint.cyan(line)}`),
    ...block.map((line) => `    ${line}`),
  ]
}
