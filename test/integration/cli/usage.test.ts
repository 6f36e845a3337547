import type { Command } from 'commander'
import { describe, expect, test } from 'vitest'
import { documents } from '../../../src/core/contract/documents.ts'
import { commandTree } from '../../support/command-tree.ts'
import { runInShell } from '../../support/shell.ts'

const env = () => ({ ...process.env, HF_HUB_OFFLINE: '1' })
const tree = [...commandTree()]
const schemaOf = (name: string) => {
  const own = name.split(' ')[0]!
  if (['run', 'download', 'setup', 'demo'].includes(own)) return documents.event
  if (own === 'report') return documents.run
  return own in documents ? documents[own as keyof typeof documents] : documents.error
}

/** A word as it is written in haste: two letters changed places, one left out, one too many, in capitals. */
function slips(word: string): string[] {
  const at = Math.ceil(word.length / 2)
  return [
    word.slice(0, at - 1) + word[at] + word[at - 1] + word.slice(at + 1),
    word.slice(0, at) + word.slice(at + 1),
    `${word.slice(0, at)}x${word.slice(at)}`,
    word.toUpperCase(),
  ].filter((slip) => slip !== word)
}

/** What is said of a command line that makes no sense, which is the same with `--json`, in one document. */
async function answer(argv: readonly string[], document: { parse(value: unknown): unknown }) {
  const { code, stderr, stdout } = await runInShell(argv, env())
  expect([argv, code, stdout]).toEqual([argv, 2, ''])
  const [message, hint, ...more] = stderr.split('\n')
  expect([argv, message, hint, more]).toEqual([
    argv,
    expect.stringMatching(/^error: ./),
    expect.stringMatching(/^hint: ./),
    [''],
  ])
  for (const json of [
    [...argv, '--json'],
    ['--json', ...argv],
  ]) {
    const ended = await runInShell(json, env())
    expect([json, ended.code, ended.stderr]).toEqual([json, 2, stderr])
    const printed = JSON.parse(ended.stdout)
    document.parse(printed)
    expect(printed.error).toEqual({ code: 'usage', message: message!.slice(7), hint: hint!.slice(6) })
  }
  return { message: message!, hint: hint! }
}

describe.each(tree)('%s', (name, command: Command) => {
  const words = name.split(' ')
  const last = words.at(-1)!
  test('written in haste is no command, and what was meant is said', async () => {
    const document = words.length === 1 ? documents.error : schemaOf(name)
    for (const slip of slips(last))
      for (const rest of [[], ['x'], ['x', '--jsno']]) {
        const { message, hint } = await answer([...words.slice(0, -1), slip, ...rest], document)
        expect(message).toContain('there is no command')
        expect(hint).toBe(`hint: did you mean ${name}?`)
      }
  })

  test('with an option written in haste says which was meant, whatever else is missing', async () => {
    const flags = command.options
      .filter(({ hidden, long }) => !hidden && long !== '--json')
      .map(({ long }) => long!)
    for (const flag of flags)
      for (const slip of slips(flag.slice(2)).slice(0, 3)) {
        const { message, hint } = await answer([...words, `--${slip}`], schemaOf(name))
        expect(message).toBe(`error: unknown option "--${slip}"`)
        expect(hint).toMatch(/^hint: did you mean --/)
      }
    await answer([...words, '--what-is-this'], schemaOf(name))
  })

  test('explains itself, wherever help is asked for', async () => {
    const { stdout, code } = await runInShell([...words, '--help'], env())
    expect(code).toBe(0)
    expect(stdout).toMatch(new RegExp(`^Usage: mergescope ${name} `))
    const [first, ...others] = words
    const asked = [
      ['help', ...words],
      ['-h', ...words],
      ['--help', ...words],
      [...words, '-h'],
      ['-q', 'help', ...words],
    ]
    for (const argv of [...asked, ...(others.length > 0 ? [[first!, 'help', ...others]] : [])])
      expect([argv, await runInShell(argv, env())]).toEqual([argv, { stdout, stderr: '', code: 0 }])
  })

  test('refuses a word that it has no use for', async () => {
    const takesMore = command.registeredArguments.some(({ variadic }) => variadic)
    if (takesMore || name === 'completion' || name === 'man') return
    const { message } = await answer(
      [...words, 'one', 'two', 'three', 'four'],
      name === 'report' ? documents.comparison : schemaOf(name),
    )
    expect(message).toMatch(/there is no command|is too many/)
  })
})

test('nothing to do, or only how, is no command either', async () => {
  for (const argv of [['-q'], ['-q', '--no-color']]) {
    const { message } = await answer(argv, documents.error)
    expect(message).toBe('error: mergescope needs a subcommand')
  }
  const { hint } = await answer(['patch'], documents.patch)
  expect(hint).toBe('hint: the commands are patch status, patch apply, patch revert')
  expect((await answer(['--cache', 'x', 'inspect', 'y'], documents.error)).hint).toContain(
    'mergescope inspect --cache',
  )
  expect(await runInShell(['--version', 'run'], env())).toMatchObject({ code: 0, stderr: '' })
  expect((await runInShell(['help'], env())).stdout).toMatch(/^Usage: mergescope \[options\]/)
})
