import type { Command } from 'commander'
import {
  type CommonOptions,
  type HubOptions,
  type PythonOptions,
  withCacheOption,
  withCommonOptions,
  withPythonOption,
} from '../options.ts'
import { printJson, type Shell } from '../shell.ts'

interface XrayCliOptions extends CommonOptions, PythonOptions, HubOptions {
  readonly base?: string
  readonly donors: readonly string[]
}

const examples = `
Examples:
  mergescope xray ./merged --base mistralai/Mistral-Nemo-Base-2407 --donors ./loud ./quiet
  mergescope xray org/merge --donors org/one org/two --offline
  mergescope xray ./merged --base ./base --donors ./loud --json | jq .donors

The shares are fitted from the files: no config is needed, and any tool may have made the merge.`

export function xrayCommand(root: Command, shell: Shell): void {
  const command = root
    .command('xray')
    .description('whose weights are in a finished merge, from its files')
    .argument('<output>', 'the merged model: a folder or a Hub id that is in the cache')
    .option('--base <model>', 'what the donors were fine-tuned from (default: the mean of the donors)')
    .requiredOption('--donors <model...>', 'the models that were merged, the base left out')
  withCacheOption(command)
    .option('--offline', 'never ask the Hub (also HF_HUB_OFFLINE=1)')
    .addHelpText('after', examples)
  withPythonOption(withCommonOptions(command)).action((output: string, options: XrayCliOptions) =>
    run(output, options, shell),
  )
}

async function run(output: string, options: XrayCliOptions, shell: Shell): Promise<void> {
  const { xrayStage } = await import('../../steps/results/xray.ts')
  const { amount } = await import('../../core/text/progress-text.ts')
  const { liveLine } = await import('../render/live-line.ts')
  const { follow } = await import('../render/renderer.ts')
  const { base, donors, cache, offline, python } = options
  const { env, signal, stdout } = shell
  const stage = xrayStage({ output, base, donors, hub: { cache, offline }, python, env, signal })
  const live = liveLine(shell)
  const result = await follow(stage, {
    show: (event) => {
      if (event.event === 'stage-progress' && !options.quiet)
        live.now(`${event.progress.item} · ${amount(event.progress)}`)
    },
    close: async () => live.clear(),
  })
  if (options.json) return printJson(shell, result)
  const { makePaint, wantsColour } = await import('../render/paint.ts')
  const { xrayText } = await import('../render/xray.ts')
  const isTerminal = stdout.isTTY === true
  const paint = makePaint(wantsColour({ asked: options.color, env, isTerminal }), env)
  stdout.write(xrayText(result, { columns: isTerminal ? stdout.columns : 80, paint, ...options }))
}
