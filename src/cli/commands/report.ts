import type { Command } from 'commander'
import { type CommonOptions, withCommonOptions } from '../options.ts'
import { printJson, type Shell } from '../shell.ts'

const examples = `
Examples:
  mergescope report merged
  mergescope report merged --json | jq .shareOfVoice.donors`

export function reportCommand(root: Command, shell: Shell): void {
  const command = root
    .command('report')
    .description('the report of a finished run again')
    .argument('<dir>', 'the output folder of a run')
    .addHelpText('after', examples)
  withCommonOptions(command).action((dir: string, options: CommonOptions) => report(dir, options, shell))
}

async function report(dir: string, options: CommonOptions, shell: Shell): Promise<void> {
  const { readReport } = await import('../../steps/read-report.ts')
  const result = await readReport(dir)
  if (options.json) return printJson(shell, result)
  const { makePaint, wantsColour } = await import('../render/paint.ts')
  const { summaryLines } = await import('../render/summary.ts')
  const { stdout, env } = shell
  const isTerminal = stdout.isTTY === true
  const paint = makePaint(wantsColour({ asked: options.color, env, isTerminal }))
  stdout.write(`${summaryLines(result, isTerminal ? stdout.columns : 80, paint).join('\n')}\n`)
}
