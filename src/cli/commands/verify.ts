import type { Command } from 'commander'
import { exitCodes } from '../../core/error-codes.ts'
import { type CommonOptions, withCommonOptions } from '../options.ts'
import { printJson, type Shell } from '../shell.ts'

const examples = `
Examples:
  mergescope verify ./merged
  mergescope verify ./merged --json`

export function verifyCommand(root: Command, shell: Shell): void {
  const command = root
    .command('verify')
    .description('check a model folder from its headers, configs and tokenizer')
    .argument('<dir>', 'the model folder')
    .addHelpText('after', examples)
  withCommonOptions(command).action((folder: string, options: CommonOptions) => run(folder, options, shell))
}

async function run(folder: string, options: CommonOptions, shell: Shell): Promise<void> {
  const { verifyStage } = await import('../../steps/verify.ts')
  const stage = verifyStage({ folder })
  let step = await stage.next()
  while (!step.done) step = await stage.next()
  const result = step.value
  if (options.json) printJson(shell, result)
  else {
    const { verifyText } = await import('../render/verify.ts')
    const shown = { all: options.verbose ?? false, quiet: options.quiet ?? false }
    shell.stdout.write(verifyText(result, shown, shell.stdout.columns ?? 80))
  }
  if (result.verdict === 'failed') shell.exitCode = exitCodes.outputFailed
}
