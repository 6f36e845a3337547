import type { Command, Option } from 'commander'
import { everywhere } from './options-everywhere.ts'

export type ShellName = 'bash' | 'zsh' | 'fish'

interface Words {
  readonly command: string
  readonly description: string
  readonly options: readonly Option[]
  readonly children: readonly Words[]
  /** What an argument may be, where it is one of a few words. */
  readonly values: readonly string[]
}

const wordsOf = (command: Command): Words => ({
  command: command.name(),
  description: command.description(),
  options: command.options.filter(({ hidden, flags }) => !(hidden && everywhere.includes(flags))),
  children: command.commands.map((child) => wordsOf(child as Command)),
  values: command.registeredArguments.flatMap(({ argChoices }) => argChoices ?? []),
})

/** The completion script of a program for a shell, from its definitions; nothing is listed twice by hand. */
export function completionScript(program: Command, shell: ShellName): string {
  const words = wordsOf(program)
  return { bash, zsh: bashForZsh, fish }[shell](words)
}

const commandsOf = ({ children, values }: Words): readonly string[] => [
  ...children.map(({ command }) => command),
  ...values,
]
const flags = ({ options }: Words): readonly string[] => [
  ...options.flatMap(({ short, long }) => [long, short].filter((flag) => flag !== undefined)),
  '--help',
]

/** Every command line prefix (`mergescope patch`) with the words that may follow it. */
function* prefixes(words: Words, path: readonly string[] = []): Generator<{ path: string; words: Words }> {
  const own = [...path, words.command]
  yield { path: own.slice(1).join(' '), words }
  for (const child of words.children) yield* prefixes(child, own)
}

function choices(words: Words): readonly string[] {
  const cases = new Map<string, readonly string[]>()
  for (const { words: at } of prefixes(words))
    for (const { long, argChoices } of at.options) if (long && argChoices) cases.set(long, argChoices)
  return [...cases].map(
    ([flag, values]) => `    ${flag}) COMPREPLY=($(compgen -W "${values.join(' ')}" -- "$word")); return ;;`,
  )
}

function bash(words: Words): string {
  const { command } = words
  const title = `# ${command} completion for bash: ${command} completion bash > /etc/bash_completion.d/${command}`
  return `${title}\n${bashFunction(words, `_${command}`)}complete -o filenames -F _${command} ${command}\n`
}

function bashFunction(words: Words, name: string): string {
  const cases = [...prefixes(words)].map(
    ({ path, words: at }) => `    "${path}") candidates="${[...commandsOf(at), ...flags(at)].join(' ')}" ;;`,
  )
  return `${name}() {
  local word="\${COMP_WORDS[COMP_CWORD]}" previous="\${COMP_WORDS[COMP_CWORD-1]}" path="" candidates="" at
  for ((at = 1; at < COMP_CWORD; at++)); do
    case "\${COMP_WORDS[at]}" in
      -*) ;;
      *) [[ " ${names(words)} " == *" $path\${path:+/}\${COMP_WORDS[at]} "* ]] && path="$path\${path:+/}\${COMP_WORDS[at]}" ;;
    esac
  done
  case "$previous" in
${choices(words).join('\n')}
  esac
  case "\${path//\\// }" in
${cases.join('\n')}
  esac
  COMPREPLY=($(compgen -W "$candidates" -- "$word"))
  # In front of the commands a file is what no command begins with: the screens open with it.
  if [[ "$word" != -* && ( -n "$path" || " $candidates" != *" $word"* ) ]]; then COMPREPLY+=($(compgen -f -- "$word")); fi
}
`
}

const names = (words: Words): string =>
  [...prefixes(words)]
    .map(({ path }) => path.replaceAll(' ', '/'))
    .filter((path) => path !== '')
    .join(' ')

/** zsh runs bash completions, descriptions are left to the help. From a folder of fpath it is read at the first Tab. */
function bashForZsh(words: Words): string {
  const { command } = words
  const complete = `-o filenames -F _${command}_words`
  return `#compdef ${command}
autoload -U +X bashcompinit && bashcompinit
${bashFunction(words, `_${command}_words`)}complete ${complete} ${command}
[[ "$funcstack[1]" != _${command} ]] || _bash_complete ${complete}
`
}

const quoteFish = (text: string): string => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`

function fish(words: Words): string {
  const lines = [
    `# ${words.command} completion for fish: ${words.command} completion fish > ~/.config/fish/completions/${words.command}.fish`,
  ]
  for (const { path, words: at } of prefixes(words)) {
    const parts = path === '' ? [] : path.split(' ')
    const seen = parts.map((part) => `__fish_seen_subcommand_from ${part}`)
    const children = at.children.map(({ command }) => command).join(' ')
    const condition = [...seen, ...(children ? [`not __fish_seen_subcommand_from ${children}`] : [])].join(
      '; and ',
    )
    const when = condition ? ` -n ${quoteFish(condition)}` : ''
    for (const child of at.children)
      lines.push(`complete -c ${words.command}${when} -a ${child.command} -d ${quoteFish(child.description)}`)
    for (const value of at.values) lines.push(`complete -c ${words.command}${when} -f -a ${value}`)
    for (const { short, long, description, argChoices, required } of at.options) {
      const flag = [long && `-l ${long.slice(2)}`, short && `-s ${short.slice(1)}`].filter(Boolean).join(' ')
      const value = argChoices ? ` -x -a ${quoteFish(argChoices.join(' '))}` : required ? ' -r' : ''
      lines.push(
        `complete -c ${words.command}${seen.length ? ` -n ${quoteFish(seen.join('; and '))}` : ''} ${flag}${value} -d ${quoteFish(description)}`,
      )
    }
  }
  return `${lines.join('\n')}\n`
}
