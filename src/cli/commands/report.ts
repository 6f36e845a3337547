import { type Command, Option } from 'commander'
import type { RunResult } from '../../core/contract/run.ts'
import { MergescopeError } from '../../core/errors.ts'
import { type CommonOptions, withCommonOptions } from '../options.ts'
import { fileToWrite } from '../path-options.ts'
import { printJson, type Shell } from '../shell.ts'

interface ReportCliOptions extends CommonOptions {
  readonly html?: string
  readonly markdown?: boolean
  readonly csv?: boolean
}

const examples = `
Examples:
  mergescope report merged
  mergescope report merged --html report.html
  mergescope report merged --markdown >> merged/README.md
  mergescope report merged --csv > shares.csv
  mergescope report merged-a merged-b
  mergescope report merged --json | jq .shareOfVoice.donors`

const formats = ['html', 'markdown', 'csv', 'json'] as const

export function reportCommand(root: Command, shell: Shell): void {
  const command = root
    .command('report')
    .description('the report of a finished run again, or two runs side by side')
    .argument('<dir>', 'the output folder of a run')
    .argument('[other]', 'another one: show what changed from the first to this one')
  for (const option of [
    new Option('--html <file>', 'write the report as one HTML file').argParser(fileToWrite),
    new Option('--markdown', 'print a section for a model card'),
    new Option('--csv', 'print every share, down to single tensors'),
  ])
    command.addOption(option.conflicts(formats.filter((name) => name !== option.attributeName())))
  command.addHelpText('after', examples)
  withCommonOptions(command).action((dir: string, other: string | undefined, options: ReportCliOptions) =>
    other === undefined ? report(dir, options, shell) : compare(dir, other, options, shell),
  )
}

/** It has no --python: the managed environment reads object storage. */
const storageOf = ({ env, signal }: Shell) => ({ python: undefined, env, signal })

async function report(dir: string, options: ReportCliOptions, shell: Shell): Promise<void> {
  const { readReport } = await import('../../steps/results/read-report.ts')
  const result = await readReport(dir, storageOf(shell))
  const { stdout, stderr } = shell
  if (options.json) return printJson(shell, result)
  if (options.html !== undefined) {
    const { writeReportPage } = await import('../../steps/results/report.ts')
    await writeReportPage(options.html, '--html', result)
    if (!options.quiet) stderr.write(`wrote ${options.html}\n`)
  } else stdout.write(await textOf(result, options, shell))
}

async function textOf(result: RunResult, options: ReportCliOptions, shell: Shell): Promise<string> {
  if (options.markdown) return (await import('../../core/report-text/markdown.ts')).reportMarkdown(result)
  if (options.csv) return (await import('../../core/report-text/csv.ts')).reportCsv(result.shareOfVoice)
  const { summaryLines } = await import('../render/summary.ts')
  const { columns, paint } = await view(options, shell)
  return `${summaryLines(result, columns, paint, !options.quiet).join('\n')}\n`
}

async function compare(
  first: string,
  second: string,
  options: ReportCliOptions,
  shell: Shell,
): Promise<void> {
  if (options.html !== undefined || options.markdown || options.csv)
    throw new MergescopeError('usage', 'two runs are compared on the terminal or with --json only', {
      hint: 'give one folder for --html, --markdown or --csv',
    })
  const { readReport } = await import('../../steps/results/read-report.ts')
  const { compareRuns } = await import('../../core/report-text/compare.ts')
  const result = compareRuns(
    await readReport(first, storageOf(shell)),
    await readReport(second, storageOf(shell)),
  )
  if (options.json) return printJson(shell, result)
  const { comparisonLines } = await import('../render/comparison.ts')
  const { columns, paint } = await view(options, shell)
  shell.stdout.write(`${comparisonLines(result, columns, paint).join('\n')}\n`)
}

async function view({ color }: CommonOptions, { stdout, env }: Shell) {
  const { makePaint, wantsColour } = await import('../render/paint.ts')
  const isTerminal = stdout.isTTY === true
  return {
    columns: isTerminal ? stdout.columns : 80,
    paint: makePaint(wantsColour({ asked: color, env, isTerminal }), env),
  }
}
