import { type Command, CommanderError } from 'commander'
import { MergescopeError } from '../core/errors.ts'
import { quote } from '../core/json/quote.ts'
import { nearest } from '../core/merge-config/nearest.ts'
import { counted } from '../core/text/units.ts'
import { type CommandLine, commonOptions, nameOf, optionsOf } from './command-line.ts'
import { mergekitAnswer } from './mergekit-options.ts'

const usage = (message: string, hint: string, cause?: unknown): MergescopeError =>
  new MergescopeError('usage', message, { hint, cause })

const helpOf = (command: Command): string => {
  const name = nameOf(command)
  return `\`mergescope ${name === '' ? '' : `${name} `}--help\` lists the options`
}

/**
 * What is wrong with a command line that can be told before a command looks at it: a word that is no command, an option
 * that the command does not have, a word too many. null where nothing is.
 */
export function usageFault(line: CommandLine): MergescopeError | null {
  const { command, first, words, unknown, argv } = line
  const [word] = words
  const isRoot = command.parent === null
  if (isRoot && first === null) return argv.length > 0 ? untold(command) : null
  // Before any option is looked at: those are the ones of another command.
  const isHolder = command.commands.length > 0 && command.registeredArguments.length === 0
  if (isHolder && word !== undefined && first === word) return unknownCommand(command, word)
  if (isGroup(command)) return word === undefined ? untold(command) : unknownCommand(command, word)
  if (unknown !== null) return unknownOption(line, unknown)
  const most = command.registeredArguments.some(({ variadic }) => variadic)
    ? Number.POSITIVE_INFINITY
    : command.registeredArguments.length
  const extra = words[most]
  if (isRoot || extra === undefined) return null
  if (command.commands.length > 0) return unknownCommand(command, extra)
  const takes = most === 0 ? 'no argument' : `${counted(most, 'argument')} at most`
  return usage(`${nameOf(command)} takes ${takes}: ${quote(extra)} is too many`, helpOf(command))
}

/** A command that only holds others. */
const isGroup = ({ commands, options, parent }: Command): boolean =>
  parent !== null && commands.length > 0 && options.length === 0

const commandsOf = (command: Command): readonly string[] => command.commands.map(nameOf)

const untold = (command: Command): MergescopeError =>
  usage(
    `${nameOf(command) || 'mergescope'} needs a subcommand`,
    `the commands are ${commandsOf(command).join(', ')}`,
  )

function unknownCommand(command: Command, word: string): MergescopeError {
  const known = command.commands.map((each) => each.name())
  const begun = word.length > 1 ? known.filter((each) => each.startsWith(word)) : []
  const meant = nearest(word, known) ?? (begun.length === 1 ? begun[0]! : null)
  const name = nameOf(command)
  const hint =
    name === '' && word === 'version'
      ? 'did you mean --version?'
      : meant
        ? `did you mean ${`${name} ${meant}`.trim()}?`
        : `the commands are ${commandsOf(command).join(', ')}`
  return usage(`there is no command ${quote(`${name} ${word}`.trim())}`, hint)
}

function unknownOption({ command, words }: CommandLine, flag: string): MergescopeError {
  const message = `unknown option ${quote(flag)}`
  const named = command.parent === null ? command.commands.find((each) => words.includes(each.name())) : null
  if (named?.options.some(({ long, short }) => flag === long || flag === short))
    return usage(message, `options stand behind the command: mergescope ${named.name()} ${flag} …`)
  const known = optionsOf(named ?? command).filter(({ hidden }) => !hidden)
  const flags = known.flatMap(({ long, short }) => [long, short]).filter((each) => each != null)
  const others = command.parent === null ? [...commonOptions, '--help', '--version'] : ['--help']
  const meant = flag.length > 2 ? nearest(flag, [...flags, ...others]) : null
  return usage(message, mergekitAnswer(flag) ?? (meant ? `did you mean ${meant}?` : helpOf(command)))
}

/**
 * What commander found wrong with a command line, as an error of ours: `usage`, with what was probably meant.
 * @param command of the command line
 */
export function usageError(thrown: CommanderError, command: Command): MergescopeError {
  const [message = '', suggestion] = thrown.message.replace(/^error: /, '').split('\n')
  const meant = /Did you mean (?:one of )?(.*)\?\)/.exec(suggestion ?? '')?.[1] ?? meantChoice(message)
  return usage(message, meant ? `did you mean ${meant}?` : helpOf(command), thrown)
}

/** The choice that resembles the value that is none. */
function meantChoice(message: string): string | null {
  const [, value, choices] = /argument '(.*)' is invalid\. Allowed choices are (.*)\.$/s.exec(message) ?? []
  return value === undefined || choices === undefined ? null : nearest(value, choices.split(', '))
}

/** Whether commander only ended because it printed what was asked for (`--help`, `--version`). */
export const isAnswer = (thrown: unknown): boolean =>
  thrown instanceof CommanderError && thrown.exitCode === 0
