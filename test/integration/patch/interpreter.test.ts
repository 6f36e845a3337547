import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { resolvePython } from '../../../src/adapters/python/interpreter.ts'
import { runScript } from '../../../src/adapters/python/run-script.ts'
import { testPython } from '../../support/python.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'interpreters-'))
})
afterAll(() => rm(folder, { recursive: true }))

async function fake(name: string, text: string, mode = 0o755): Promise<string> {
  const path = join(folder, name)
  await writeFile(path, text)
  await chmod(path, mode)
  return path
}
const ask = (python: string, script = 'answer(1)', more = {}) =>
  runScript(python, script, { timeoutMs: 20_000, env: process.env, ...more })

test.each([
  ['a path where nothing is', async () => join(folder, 'nothing'), 'python-not-found', 'no such file'],
  ['a folder', async () => folder, 'python-not-found', 'not an executable file'],
  [
    'a file without the right to run it',
    () => fake('plain', 'x', 0o644),
    'python-not-found',
    'not an executable',
  ],
  ['a program that is no Python', () => fake('other', '#!/bin/sh\nexit 0\n'), 'python-broken', 'no answer'],
  [
    'one that fails',
    () => fake('fails', '#!/bin/sh\necho broken lib >&2; exit 3\n'),
    'python-broken',
    'broken lib',
  ],
  ['one that crashes', () => fake('dies', '#!/bin/sh\nkill -SEGV $$\n'), 'python-broken', 'SIGSEGV'],
  [
    'one that prints without an end',
    () => fake('yes', '#!/bin/sh\nexec yes\n'),
    'python-broken',
    'without an end',
  ],
])('%s is no interpreter, and the error says why', async (_name, make, code, part) => {
  await expect(ask(await make())).rejects.toMatchObject({
    code,
    exitCode: 5,
    message: expect.stringContaining(part),
    hint: expect.stringContaining('--python'),
  })
})

test('one that hangs is ended with its children when the time is up', async () => {
  const python = await fake('hangs', '#!/bin/sh\nsleep 600 & sleep 600\n')
  await expect(ask(python, '', { timeoutMs: 300 })).rejects.toMatchObject({
    code: 'python-broken',
    message: expect.stringContaining('no answer within 0.3 s'),
  })
})

test('the answer is found among what site hooks print', async () => {
  const script = 'print("noise"); answer({"a": "é\\u2028\\n"}); print("more noise")'
  expect(await ask(testPython(), script)).toEqual({ a: 'é\u2028\n' })
})

test('a cancelled question ends with the reason of the cancellation', async () => {
  const reason = new Error('enough')
  const work = ask(testPython(), 'import time; time.sleep(600)', { signal: AbortSignal.timeout(200) })
  await expect(work).rejects.toMatchObject({ name: 'TimeoutError' })
  await expect(ask(testPython(), '', { signal: AbortSignal.abort(reason) })).rejects.toBe(reason)
})

test('--python wins over MERGESCOPE_PYTHON, and a bare name is looked up in PATH', async () => {
  const python = await fake('mypython', '')
  const other = await fake('other-python', '')
  const env = { PATH: folder, MERGESCOPE_PYTHON: other }
  expect(resolvePython('mypython', env)).toEqual({ path: python, from: 'option', managed: false })
  expect(resolvePython(undefined, env)).toEqual({ path: other, from: 'variable', managed: false })
  expect(() => resolvePython('not-there', env)).toThrow(/--python: no such interpreter: not-there/)
  expect(() => resolvePython(undefined, { MERGESCOPE_PYTHON: '/no/where' })).toThrow(
    /MERGESCOPE_PYTHON: no such/,
  )
})
