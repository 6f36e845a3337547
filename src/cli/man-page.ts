import type { Command } from 'commander'

/** The manual page of a program as roff, from the definitions that `--help` is made from. */
export function manPage(program: Command): string {
  const name = program.name()
  return [
    `.TH ${name.toUpperCase()} 1 "" "${name} ${program.version() ?? ''}" "User Commands"`,
    '.SH NAME',
    `${roff(name)} \\- ${roff(program.description())}`,
    '.SH SYNOPSIS',
    `.B ${roff(name)}`,
    roff(program.usage()),
    '.SH DESCRIPTION',
    'What it does without a command:',
    ...asItStands(behindHelp(program)),
    '.SH OPTIONS',
    ...options(program),
    '.SH COMMANDS',
    ...program.commands.flatMap((command) => section(command, [name])),
    '',
  ].join('\n')
}

/** A command with its arguments, options and examples, and below it the commands that it has itself. */
function section(command: Command, path: readonly string[]): readonly string[] {
  const help = command.createHelp()
  const own = [...path, command.name()]
  return [
    `.SS "${roff([...own, command.usage()].join(' ')).replaceAll('"', '\\(dq')}"`,
    ...paragraph(command.description()),
    ...help
      .visibleArguments(command)
      .flatMap((argument) => item(help.argumentTerm(argument), help.argumentDescription(argument))),
    ...options(command),
    ...asItStands(behindHelp(command)),
    ...command.commands.flatMap((child) => section(child, own)),
  ]
}

function options(command: Command): readonly string[] {
  const help = command.createHelp()
  return help
    .visibleOptions(command)
    .flatMap((option) => item(help.optionTerm(option), help.optionDescription(option)))
}

const paragraph = (text: string): readonly string[] => (text ? [roff(text)] : [])
const item = (term: string, text: string): readonly string[] => ['.TP', `\\fB${roff(term)}\\fR`, roff(text)]

function asItStands(text: string): readonly string[] {
  return text ? ['.PP', '.nf', ...text.split('\n').map(roff), '.fi'] : []
}

/** What `--help` says behind the options: examples and exit codes. */
function behindHelp(command: Command): string {
  let whole = ''
  command.configureOutput({
    writeOut: (text) => {
      whole += text
    },
  })
  command.outputHelp()
  return whole.slice(command.helpInformation().length).trim()
}

/** Text in which roff finds nothing to do. */
function roff(text: string): string {
  return text
    .replaceAll('\\', '\\e')
    .replaceAll('-', '\\-')
    .replace(/^(?=[.'])/gm, '\\&')
}
