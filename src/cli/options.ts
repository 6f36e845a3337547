import type { Command } from 'commander'
import { folderToUse } from './path-options.ts'

/** Options that mean the same in every command. */
export interface CommonOptions {
  readonly json?: boolean
  readonly color: boolean
  readonly quiet?: boolean
  readonly verbose?: boolean
}

export interface PythonOptions {
  readonly python?: string
}

export interface HubOptions {
  readonly cache?: string
  readonly offline?: boolean
  readonly trustRemoteCode?: boolean
  readonly allowPickle?: boolean
}

export function withCommonOptions(command: Command): Command {
  return command
    .option('--json', 'print JSON on stdout and nothing else there')
    .option('--no-color', 'no colours (also NO_COLOR=1)')
    .option('-q, --quiet', 'only what is wrong')
    .option('-v, --verbose', 'more detail')
}

export function withPythonOption(command: Command): Command {
  return command.option(
    '--python <path>',
    'Python interpreter (default: the managed environment; also MERGESCOPE_PYTHON)',
  )
}

export function withCacheOption(command: Command): Command {
  return command.option(
    '--cache <dir>',
    'Hub cache folder (default: HF_HUB_CACHE, HF_HOME/hub or ~/.cache/huggingface/hub)',
    folderToUse,
  )
}

export function withHubOptions(command: Command): Command {
  return withCacheOption(command)
    .option('--offline', 'never ask the Hub (also HF_HUB_OFFLINE=1)')
    .option('--trust-remote-code', 'accept models that bring their own code: it runs with your rights')
    .option('--allow-pickle', 'accept .bin weights: loading a pickle can run any code in it')
}
