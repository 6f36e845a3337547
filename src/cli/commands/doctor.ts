import type { Command } from 'commander'
import { exitCodes } from '../../core/error-codes.ts'
import { type CommonOptions, type PythonOptions, withCommonOptions, withPythonOption } from '../options.ts'
import { folderToUse } from '../path-options.ts'
import { printJson, type Shell } from '../shell.ts'
import { version } from '../version.ts'

interface DoctorCliOptions extends CommonOptions, PythonOptions {
  readonly offline?: boolean
  readonly cache?: string
}

const examples = `
Examples:
  mergescope doctor
  mergescope doctor --python venv/bin/python
  mergescope doctor --json | jq '.checks[] | select(.status != "ok")'`

export function doctorCommand(root: Command, shell: Shell): void {
  const command = root
    .command('doctor')
    .description('what is installed, what is wrong, and the one command that fixes it')
    .option('--offline', 'do not ask the Hub (also HF_HUB_OFFLINE=1)')
    .option('--cache <dir>', 'Hub cache folder', folderToUse)
    .addHelpText('after', examples)
  withCommonOptions(withPythonOption(command)).action((options: DoctorCliOptions) => run(options, shell))
}

async function run(options: DoctorCliOptions, shell: Shell): Promise<void> {
  const { doctor } = await import('../../steps/environment/doctor.ts')
  const { stdout, env, signal } = shell
  const result = await doctor({
    python: options.python,
    cache: options.cache,
    offline: options.offline,
    env,
    signal,
    version: version(),
    terminal: {
      isTerminal: stdout.isTTY === true,
      columns: stdout.columns ?? null,
      term: env.TERM ?? '',
      unicode: process.platform === 'win32' || /utf-?8/i.test(env.LC_ALL || env.LC_CTYPE || env.LANG || ''),
    },
  })
  if (options.json) printJson(shell, result)
  else {
    const { doctorLines } = await import('../render/doctor.ts')
    const { makePaint, wantsColour } = await import('../render/paint.ts')
    const paint = makePaint(wantsColour({ asked: options.color, env, isTerminal: stdout.isTTY === true }))
    stdout.write(`${doctorLines(result, paint, options.quiet === true).join('\n')}\n`)
  }
  if (result.checks.some(({ status }) => status === 'problem')) shell.exitCode = exitCodes.environment
}
