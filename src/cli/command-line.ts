import type { Command, Option } from 'commander'

/** A command line, taken apart before any command sees it. */
export interface CommandLine {
  /** The command that is meant, as far as its words are known: `patch status`; the root where none is. */
  readonly command: Command
  /** All words, those that mean the same in every command behind the words of the command. */
  readonly argv: readonly string[]
  /** The first word behind those of the command, and what means the same in every command. */
  readonly first: string | null
  /** What is neither an option, nor the value of one, nor a word of the command. */
  readonly words: readonly string[]
  /** The first option that the command does not have. */
  readonly unknown: string | null
  readonly asksHelp: boolean
}

/** Options that mean the same in every command, and may stand before it. */
export const commonOptions = ['--json', '--no-color', '-q', '--quiet', '-v', '--verbose']
const isHelp = (word: string | undefined): boolean => word === '-h' || word === '--help'

/** Takes a command line apart: `help run` and `-h run` are `run --help`. */
export function readCommandLine(root: Command, given: readonly string[]): CommandLine {
  const [moved, path]: [string[], string[]] = [[], []]
  let command = root
  let at = 0
  for (; at < given.length; at += 1) {
    const word = given[at]!
    const sub = command.commands.find((each) => each.name() === word)
    if (sub) {
      command = sub
      path.push(word)
    } else if (word === 'help' && command.commands.length > 0) moved.push('--help')
    else if (commonOptions.includes(word) || isHelp(word)) moved.push(word)
    else break
  }
  const rest = given.slice(at)
  const { words, unknown } = sortWords(command, rest)
  const asksHelp = moved.some(isHelp) || beforeEnd(rest).some(isHelp)
  return { command, argv: [...path, ...moved, ...rest], first: rest[0] ?? null, words, unknown, asksHelp }
}

/** The words of the command and those above it: `patch status`. */
export function nameOf(command: Command): string {
  const { parent } = command
  return parent ? `${nameOf(parent)} ${command.name()}`.trim() : ''
}

/** What stands before `--`: behind it there are no options. */
export function beforeEnd(argv: readonly string[]): readonly string[] {
  const end = argv.indexOf('--')
  return end < 0 ? argv : argv.slice(0, end)
}

/** The options of a command, and those above it. */
export function optionsOf(command: Command): readonly Option[] {
  return command.parent ? [...command.options, ...optionsOf(command.parent)] : command.options
}

function sortWords(command: Command, rest: readonly string[]) {
  const options = optionsOf(command)
  const words: string[] = []
  let unknown: string | null = null
  const before = beforeEnd(rest)
  for (let at = 0; at < before.length; at += 1) {
    const word = before[at]!
    if (!/^-[^\d]/.test(word)) {
      words.push(word)
      continue
    }
    const [name = ''] = word.split('=')
    const flag = name.startsWith('--') ? name : name.slice(0, 2)
    const option = options.find(({ long, short }) => long === flag || short === flag)
    if (!option && !isHelp(flag)) unknown ??= name
    if (!option || word !== flag) continue
    if (option.required) at += 1
    const isValue = () => at + 1 < before.length && !before[at + 1]!.startsWith('-')
    if (option.optional && isValue()) at += 1
    while (option.variadic && isValue()) at += 1
  }
  return { words: [...words, ...rest.slice(before.length + 1)], unknown }
}
