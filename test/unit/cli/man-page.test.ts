import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { commandTree } from '../../support/command-tree.ts'
import { repositoryRoot } from '../../support/python.ts'
import { runInShell } from '../../support/shell.ts'

const print = async (...argv: string[]) => (await runInShell(argv, {})).stdout
const page = await print('man')
/** The page as it is read: without what roff needs. */
const read = page
  .replaceAll('\\-', '-')
  .replaceAll('\\e', '\\')
  .replaceAll(/\\f[BR]|\\&/g, '')

it('has every command and every option, in the words of --help', () => {
  const words = (text: string) => text.replace(/\s+/g, ' ').trim()
  for (const [name, command] of commandTree()) {
    expect(read).toContain(`.SS "mergescope ${name}`)
    const help = command.createHelp()
    for (const option of help.visibleOptions(command))
      expect(read).toContain(`${help.optionTerm(option)}\n${help.optionDescription(option)}`)
    expect(words(read)).toContain(words(command.description()))
  }
  expect(read).toContain('mergescope inspect config.yml --json | jq .vocabulary')
})

it('says what the program does without a command, as --help does', async () => {
  const said = (await print('--help')).split('\n').filter((line) => /^mergescope /.test(line))
  expect(said.length).toBeGreaterThan(2)
  expect(read).toContain(`.SH DESCRIPTION\n`)
  for (const line of said) expect(read).toContain(line)
  for (const flags of ['-V, --version', '-h, --help']) expect(read).toContain(`${flags}\n`)
})

it('the completion of every shell, and the README, know every command and option', async () => {
  const scripts = { bash: await print('completion', 'bash'), zsh: await print('completion', 'zsh') }
  const fish = await print('completion', 'fish')
  const readme = readFileSync(join(repositoryRoot, 'README.md'), 'utf8')
  for (const [name, command] of commandTree()) {
    const long = command
      .createHelp()
      .visibleOptions(command)
      .flatMap((option) => option.long ?? [])
    for (const script of Object.values(scripts)) {
      const words = new RegExp(`"${name}"\\) candidates="(.*)" ;;`).exec(script)?.[1]?.split(' ')
      expect(words, name).toEqual(expect.arrayContaining(long))
    }
    const [first, last] = [name.split(' ')[0]!, name.split(' ').at(-1)!]
    expect(fish).toContain(` -a ${last} -d `)
    for (const option of long.filter((flag) => flag !== '--help'))
      expect(fish, name).toMatch(new RegExp(`__fish_seen_subcommand_from ${last}' .*-l ${option.slice(2)} `))
    expect(readme).toMatch(new RegExp(`^\\| \`mergescope ${first}\\b`, 'm'))
  }
})

it('gives roff no request but its own', () => {
  const requests = page.split('\n').filter((line) => /^[.']/.test(line))
  for (const line of requests) expect(line).toMatch(/^\.(TH|SH|SS|TP|PP|B|nf|fi)\b/)
  expect(page.replaceAll(/\\(?:[-&e]|f[BR]|\(dq)/g, '')).not.toContain('\\')
})
