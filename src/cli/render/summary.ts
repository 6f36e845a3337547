import type { AuditResult } from '../../core/contract/audit.ts'
import type { InspectResult } from '../../core/contract/inspect.ts'
import type { RunResult } from '../../core/contract/run.ts'
import type { VerifyResult } from '../../core/contract/verify.ts'
import { reportPath } from '../../core/run/report-path.ts'
import { cell, clip, columnsOf, wrap } from '../../core/text/layout.ts'
import { printable } from '../../core/text/printable.ts'
import { printableToken } from '../../core/text/token-text.ts'
import { formatBytes, formatCount, formatSeconds } from '../../core/text/units.ts'
import { checkCounts, checkMarks, skippedNames } from '../../core/verify/counts.ts'
import { heightsOf } from '../../core/view/donor-report.ts'
import { lackingModels, missingRowsText } from '../../core/view/missing-rows.ts'
import { nameColumn } from '../../core/view/name-column.ts'
import { nodeLines } from '../../core/view/node-lines.ts'
import { notMeasured } from '../../core/view/share-rows.ts'
import { verdictReasons } from '../../core/view/verdict-reasons.ts'
import type { Paint } from './paint.ts'
import { voiceDetail, voiceLines } from './voice.ts'

const mostColumns = 100

/** A finished run on paper: donors, share of voice, vocabulary, checks, times, and where the result lies. */
export function summaryLines(
  result: RunResult,
  terminalColumns: number,
  paint: Paint,
  /** Every verdict, and the map of layers and modules. */
  detailed = false,
): readonly string[] {
  const columns = Math.max(40, Math.min(terminalColumns, mostColumns))
  const blocks = [
    result.inspect ? donorLines(result.inspect, columns, paint) : [],
    voiceBlock(result, columns, paint, detailed),
    result.vocabularyAudit ? auditLines(result.vocabularyAudit, columns, paint) : [],
    result.verify ? checkLines(result.verify, columns, paint) : [],
    (result.faults ?? []).flatMap(({ message }) => entry('fault', message, columns, paint)),
    closingLines(result, columns, paint),
  ]
  return blocks.filter((block) => block.length > 0).flatMap((block) => ['', ...block])
}

function voiceBlock(
  { shareOfVoice, verify }: RunResult,
  columns: number,
  paint: Paint,
  detailed: boolean,
): readonly string[] {
  if (shareOfVoice) return (detailed ? voiceDetail : voiceLines)(shareOfVoice, columns, paint)
  // A run that ended earlier has nothing to say here.
  return verify ? entry('share', notMeasured, columns, paint) : []
}

function donorLines({ donors }: InspectResult, columns: number, paint: Paint): readonly string[] {
  if (donors.length === 0) return []
  const names = nameColumn(
    donors.map(({ ref }) => ref),
    columns - 54,
  )
  const head = `${'donor'.padEnd(names.width)}  role   ${'rows'.padStart(9)}  ${'tokens'.padStart(9)}  ghosts`
  const rows = donors.map((donor) => {
    const texts = [...new Set(donor.ghosts.map(({ token }) => token))]
    const fixed = [
      names.cellOf(donor.ref),
      donor.role.padEnd(5),
      cell(heightsOf(donor).join('/') || '–', 9, 'right'),
      cell(donor.tokenizer ? formatCount(donor.tokenizer.tokens) : '–', 9, 'right'),
    ].join('  ')
    if (texts.length === 0) return `${fixed}  –`
    const tail = clip(
      `${texts.length}  ${texts.map(printableToken).join(' ')}`,
      columns - columnsOf(fixed) - 2,
    )
    return `${fixed}  ${paint.yellow(tail)}`
  })
  return [paint.dim(head), ...rows]
}

function auditLines(audit: AuditResult, columns: number, paint: Paint): readonly string[] {
  const short = lackingModels(audit)
  const { nameOf } = nameColumn(
    short.map(({ model }) => model),
    24,
  )
  return short.map((lacking, index) => {
    const tokens = lacking.tokens.map(printableToken).join(' ')
    const line = `${nameOf(lacking.model)}: ${missingRowsText(lacking)}  ${tokens}`
    return paint.dim((index === 0 ? 'vocabulary' : '').padEnd(indent)) + clip(line, columns - indent)
  })
}

function checkLines({ checks }: VerifyResult, columns: number, paint: Paint): readonly string[] {
  const colours = { pass: paint.green, warn: paint.yellow, fail: paint.red, skip: paint.dim }
  const counts = checkCounts(checks).map(({ status, text }) => ({
    status,
    text: `${checkMarks[status]} ${text}`,
  }))
  const names = skippedNames(checks)
  const width = columnsOf(counts.map(({ text }) => text).join('  ') + names)
  const isRoom = indent + width <= columns
  const counted = counts.map(({ status, text }) => colours[status](text)).join('  ')
  const skipped = isRoom
    ? []
    : wrap(names.trim(), columns - 14).map((line) => `              ${paint.dim(line)}`)
  const told = checks
    .filter(({ status }) => status === 'warn' || status === 'fail')
    .flatMap(({ status, code, message }) => {
      const mark = colours[status](checkMarks[status])
      const [first = '', ...rest] = wrap(`${message} [${code}]`, columns - 14)
      return [`            ${mark} ${first}`, ...rest.map((line) => `              ${line}`)]
    })
  return [
    `${paint.dim('checks'.padEnd(indent))}${counted}${isRoom ? paint.dim(names) : ''}`,
    ...skipped,
    ...told,
  ]
}

function closingLines(result: RunResult, columns: number, paint: Paint): readonly string[] {
  const { timings, verify, inspect, output, verdict, kept } = result
  const total = timings.reduce((sum, { seconds }) => sum + seconds, 0)
  // Lines break between stages, never inside one.
  const times = timings
    .map(({ stage, seconds }) => `${stage} ${formatSeconds(seconds)}`.replaceAll(' ', '\u00a0'))
    .join(' · ')
  const size = inspect?.estimate?.outputBytes
  // Only what was checked can have been given its name.
  const isThere = verify && verdict !== 'cancelled' && !kept
  const outcome = isThere ? paint.bold(printable(output)) : kept ? keptText(kept) : 'nothing was written'
  return [
    ...(timings.length > 0 ? entry('time', `${formatSeconds(total)}: ${times}`, columns, paint) : []),
    ...nodeLines(result).flatMap(({ node, merged }, index) =>
      entry(index === 0 ? 'machines' : '', `${printable(node)}: ${merged}`, columns, paint),
    ),
    `${paint.dim('result'.padEnd(indent))}${outcome}${isThere && size ? `  ${formatBytes(size)}` : ''}`,
    ...(isThere ? [`${paint.dim('report'.padEnd(indent))}${printable(reportPath(output))}`] : []),
    ...verdictLines(result, columns, paint),
  ]
}

/** The one word, in its colour, and why it is not a better one. */
function verdictLines(result: RunResult, columns: number, paint: Paint): readonly string[] {
  const colour = { ok: paint.green, warnings: paint.yellow }[result.verdict as string] ?? paint.red
  const reasons = verdictReasons(result, true).join(', ')
  const told = reasons ? `: ${reasons}` : ''
  const [first = '', ...more] = entry('verdict', `${result.verdict}${told}`, columns, paint)
  return [first.replace(result.verdict, () => colour(result.verdict)), ...more]
}

const keptText = ({ folder, bytes }: NonNullable<RunResult['kept']>): string =>
  `unfinished: ${formatBytes(bytes)} are kept in ${printable(folder)}`

const indent = 12

/** A word at the left, sentences beside it. */
function entry(name: string, text: string, columns: number, paint: Paint): readonly string[] {
  return wrap(text, columns - indent).map(
    (line, index) =>
      `${paint.dim((index === 0 ? name : '').padEnd(indent))}${line.replaceAll('\u00a0', ' ')}`,
  )
}
