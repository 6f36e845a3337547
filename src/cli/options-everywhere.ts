import { type Command, Option } from 'commander'
import { optionsOf } from './command-line.ts'
import { version } from './version.ts'

/** Options that a script may give to every command; where one has no use for it, it changes nothing. */
export const everywhere: readonly string[] = [
  '--json',
  '--python <path>',
  '--device <device>',
  '--cache <dir>',
  '--offline',
  '--no-tui',
  '--no-color',
  '--trust-remote-code',
  '--allow-pickle',
  '-q, --quiet',
  '-v, --verbose',
]

/** Lets each command take them, untold in its help where it does not use them, and `--version`. */
export function takeEverywhere(root: Command): void {
  for (const command of root.commands) {
    const isGroup = command.commands.length > 0 && command.options.length === 0
    const own = new Set(optionsOf(command).map(({ long }) => long))
    for (const option of isGroup ? [] : everywhere.map((flags) => new Option(flags)))
      if (!own.has(option.long)) command.addOption(option.hideHelp())
    if (
      !isGroup &&
      command.commands.length === 0 &&
      !command.options.some(({ long }) => long === '--version')
    )
      command.version(version()).options.at(-1)!.hideHelp()
    takeEverywhere(command)
  }
}
