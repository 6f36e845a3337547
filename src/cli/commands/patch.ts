import { type Command, Option } from 'commander'
import type { PatchResult } from '../../core/contract/patch.ts'
import { drain } from '../../core/drain.ts'
import type { PatchRequest } from '../../steps/environment/patch.ts'
import { type CommonOptions, type PythonOptions, withCommonOptions, withPythonOption } from '../options.ts'
import { printJson, type Shell } from '../shell.ts'

interface PatchCliOptions extends CommonOptions, PythonOptions {
  readonly dryRun?: boolean
  readonly replace?: boolean
}

type What = 'status' | 'apply' | 'revert'

const examples = `
Examples:
  mergescope patch status --python ~/venv/bin/python
  mergescope patch apply --dry-run
  mergescope patch revert --json`

export function patchCommand(root: Command, shell: Shell): void {
  const patch = root
    .command('patch')
    .description('make an installed mergekit survive ghost tokens, or revert the patch')
    .addHelpText('after', examples)
  const add = (what: What, description: string) => {
    const command = withPythonOption(withCommonOptions(patch.command(what).description(description)))
    command.action((options: PatchCliOptions) => run(what, options, shell))
    return command
  }
  const dryRun = () => new Option('--dry-run', 'say what would be done and do nothing')
  add('status', 'how the mergekit of an interpreter stands; changes nothing')
  add('apply', 'patch it, or finish what was interrupted')
    .addOption(dryRun())
    .option('--replace', 'take the place of an older embed_v2d that was copied by hand')
  add('revert', 'give back the very files that were there before').addOption(dryRun())
}

async function run(what: What, options: PatchCliOptions, shell: Shell): Promise<void> {
  const { patchRequest } = await import('../../steps/environment/patch.ts')
  const request = {
    python: options.python,
    env: shell.env,
    signal: shell.signal,
    dryRun: options.dryRun ?? false,
    replace: options.replace ?? false,
  }
  const say = options.json || options.quiet ? () => {} : (text: string) => shell.stdout.write(`${text}\n`)
  try {
    const steps = patchRequest(what, request)
    const result = await drain(steps, ({ action, detail }) => void say(`${action} ${detail}`))
    await print(what, result, options, shell)
  } catch (thrown) {
    if (options.json) await printFailure(thrown, request, shell)
    throw thrown
  }
}

async function print(what: What, result: PatchResult, options: PatchCliOptions, shell: Shell): Promise<void> {
  if (options.json) return printJson(shell, result)
  if (options.quiet) return
  const { patchText } = await import('../render/patch.ts')
  if (result.dryRun)
    for (const { action, detail } of result.actions) shell.stdout.write(`would ${action} ${detail}\n`)
  if (what !== 'status' && result.actions.length === 0) shell.stdout.write('nothing to do\n')
  shell.stdout.write(patchText(result))
}

/** With `--json` a failure is a document too: how things stand, and the error as its problem. */
async function printFailure(thrown: unknown, request: PatchRequest, shell: Shell): Promise<void> {
  const { failedPatch } = await import('../../steps/environment/patch.ts')
  printJson(shell, await failedPatch(thrown, request))
}
