import { Command } from 'commander'
import { expect, it } from 'vitest'
import { commands } from '../../../src/cli/commands/registry.ts'
import { manPage } from '../../../src/cli/man-page.ts'
import type { Shell } from '../../../src/cli/shell.ts'
import { commandTree } from '../../support/command-tree.ts'

const root = new Command('mergescope').description('An X-ray').version('1.2.3')
for (const register of commands) register(root, {} as Shell)
const page = manPage(root)
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

it('gives roff no request but its own', () => {
  const requests = page.split('\n').filter((line) => /^[.']/.test(line))
  for (const line of requests) expect(line).toMatch(/^\.(TH|SH|SS|TP|PP|B|nf|fi)\b/)
  expect(page.replaceAll(/\\(?:[-&e]|f[BR]|\(dq)/g, '')).not.toContain('\\')
})
