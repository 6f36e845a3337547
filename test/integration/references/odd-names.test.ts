import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { runInShell } from '../../support/shell.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

const { path } = temporaryFolder()
const parts = ['+', '@', ':', ' ', '#', '%', '~']
const names = parts
  .flatMap((part) => [`x${part}y`, `org/x${part}main`, `a${part}b${part}c`, `${part}x`, `x${part}`])
  .filter((name) => name !== 'x@')
// (mergekit takes `x@` for `x`: nothing shows then that more was written.)
const absent = 'a donor has no weights'

beforeAll(() => {
  for (const part of ['x', 'y', 'a', 'b', 'c', 'org/x'])
    mkdirSync(path('with-parts', part), { recursive: true })
  for (const folder of ['with-parts', 'here', 'there', 'other']) mkdirSync(path(folder), { recursive: true })
  for (const name of names)
    for (const folder of ['here', 'there', 'with-parts']) mkdirSync(path(folder, name), { recursive: true })
})

const env = () => ({ ...process.env, HF_HUB_OFFLINE: '1', HF_HOME: path('hub') })

/** What `inspect` says of a model, in so many words; of a folder that it finds, that it has no weights. */
async function inspected(...argv: string[]): Promise<string> {
  const { stdout } = await runInShell(['inspect', ...argv, '--json'], env())
  const { findings } = JSON.parse(stdout) as { findings: { code: string; message: string; hint: string }[] }
  const faults = findings.filter(({ code }) =>
    /^(donor-not-found|donor-unreadable|usage|model-.*)$/.test(code),
  )
  if (faults.length === 0 && findings.some(({ message }) => message.includes('no weights'))) return absent
  return faults.map(({ message, hint }) => `${message}\n${hint}`).join('\n')
}

function configIn(folder: string, model: unknown): string {
  const file = path(folder, 'config.yml')
  writeFileSync(
    file,
    JSON.stringify({ merge_method: 'linear', models: [{ model, parameters: { weight: 1 } }] }),
  )
  return file
}

/** What mergekit parts a text at. */
const isParted = (name: string) => /[+@]/.test(name)

describe.each(names)('a folder called %j', (name) => {
  test('is what it is as an argument, also where its parts are there', async () => {
    for (const folder of ['here', 'with-parts']) {
      process.chdir(path(folder))
      expect([folder, await inspected(name)]).toEqual([folder, absent])
    }
  })

  test('is found by a config under the current folder, or it is said how to name it', async () => {
    process.chdir(path('here'))
    expect(await inspected(configIn('here', { model: { path: name } }))).toBe(absent)
    const said = await inspected(configIn('here', name))
    if (!isParted(name)) return expect(said).toBe(absent)
    expect(said).toContain('{model: {path: ')
    expect(said).not.toMatch(/huggingface|reached|offline/i)
  })

  test('beside the config is said to lie there, with a name that works', async () => {
    process.chdir(path('other'))
    const config = configIn('there', { model: { path: name } })
    const said = await inspected(config)
    expect(said).toContain(`it lies beside the config, at "${path('there', name)}"`)
    const written = said.split('or write ')[1]!.split('\n')[0]!
    expect(written).toBe(
      isParted(name)
        ? `model: {model: {path: ${JSON.stringify(join(path('there'), name))}}}`
        : /[^\w./-]/.test(path('there', name))
          ? JSON.stringify(path('there', name))
          : path('there', name),
    )
    const text = await inspected(configIn('there', name))
    expect(text).toMatch(isParted(name) ? /\{model: \{path: / : /lies beside the config/)
    expect(text).not.toMatch(/huggingface|reached|offline/i)
  })
})
