import type { Command } from 'commander'
import { exitCodes } from '../../core/error-codes.ts'
import {
  type CommonOptions,
  type HubOptions,
  type PythonOptions,
  withCommonOptions,
  withHubOptions,
  withPythonOption,
} from '../options.ts'
import { printJson, type Shell } from '../shell.ts'

interface VerifyCliOptions extends CommonOptions, PythonOptions, HubOptions {
  readonly against?: string
  readonly deep?: boolean
  readonly load?: boolean
}

const examples = `
Examples:
  mergescope verify ./merged
  mergescope verify ./merged --against config.yml
  mergescope verify ./merged --deep --load

Exit codes: 0 all checks passed, 4 the model failed one.`

export function verifyCommand(root: Command, shell: Shell): void {
  const command = root
    .command('verify')
    .description(
      'check a model folder: headers, config and tokenizer; on request its values and a forward pass',
    )
    .argument('<dir>', 'the model folder, of any tool')
    .option('--against <config>', 'compare with what the merge of this config should have given')
    .option('--deep', 'read the values too: NaN, zero rows, constant tensors, norms')
    .option('--load', 'let transformers load it and run one forward pass')
    .addHelpText('after', examples)
  withHubOptions(withPythonOption(withCommonOptions(command))).action(
    (folder: string, options: VerifyCliOptions) => run(folder, options, shell),
  )
}

async function run(folder: string, options: VerifyCliOptions, shell: Shell): Promise<void> {
  const { verifyFolder } = await import('../../steps/verify/verify-folder.ts')
  const { env, signal } = shell
  const { against, python, cache, offline, allowPickle } = options
  const result = await verifyFolder({
    folder,
    against,
    deep: options.deep ?? false,
    load: options.load ?? false,
    python,
    hub: { cache, offline, allowPickle },
    trustRemoteCode: options.trustRemoteCode ?? false,
    env,
    signal,
  })
  if (options.json) printJson(shell, result)
  else {
    const { verifyText } = await import('../render/verify.ts')
    const shown = { all: options.verbose ?? false, quiet: options.quiet ?? false }
    shell.stdout.write(verifyText(result, shown, shell.stdout.columns ?? 80))
  }
  if (result.verdict === 'failed') shell.exitCode = exitCodes.outputFailed
}
