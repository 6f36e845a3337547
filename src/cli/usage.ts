import { type Command, CommanderError } from 'commander'
import { MergescopeError } from '../core/errors.ts'
import { nearest } from '../core/merge-config/nearest.ts'
import { mergekitAnswer } from './mergekit-options.ts'

/**
 * What commander found wrong with a command line, as an error of ours: `usage`, with what was probably meant.
 * @param command of the command line; null where it is not known
 */
export function usageError(thrown: CommanderError, command: Command | null): MergescopeError {
  const [first = '', suggestion] = thrown.message.replace(/^error: /, '').split('\n')
  const name = command ? `${command.name()} ` : ''
  const [word] = command?.args ?? []
  if (
    command &&
    command.commands.length > 0 &&
    word !== undefined &&
    thrown.code === 'commander.excessArguments'
  )
    return unknownCommand(
      `${name}${word}`,
      command.commands.map((one) => `${name}${one.name()}`),
    )
  const meant = /Did you mean (?:one of )?(.*)\?\)/.exec(suggestion ?? '')?.[1] ?? meantChoice(first)
  const flag = /^unknown option '(-[^'=]*)/.exec(first)?.[1]
  const hint =
    (flag && mergekitAnswer(flag)) ||
    (meant ? `did you mean ${meant}?` : `\`mergescope ${name}--help\` lists the options`)
  const message =
    thrown.code === 'commander.help'
      ? `${command?.name() ?? 'mergescope'} needs to be told what to do`
      : first
  return new MergescopeError('usage', message, { hint, cause: thrown })
}

/** The choice that resembles the value that is none. */
function meantChoice(message: string): string | null {
  const [, value, choices] = /argument '(.*)' is invalid\. Allowed choices are (.*)\.$/s.exec(message) ?? []
  return value === undefined || choices === undefined ? null : nearest(value, choices.split(', '))
}

/** An option that mergekit has and this command lacks, or a word that is no command of ours. */
export function unknownCommand(name: string, known: readonly string[]): MergescopeError {
  const meant = nearest(name, known)
  return new MergescopeError('usage', `there is no command ${JSON.stringify(name)}`, {
    hint: meant ? `did you mean ${meant}?` : `the commands are ${known.join(', ')}`,
  })
}

/** Whether commander only ended because it printed what was asked for (`--help`, `--version`). */
export const isAnswer = (thrown: unknown): boolean =>
  thrown instanceof CommanderError && thrown.exitCode === 0
