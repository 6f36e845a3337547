import { chmod, mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { findPython } from '../../../src/adapters/python/find-python.ts'
import { testPython } from '../../support/python.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

const folder = temporaryFolder()
const signal = new AbortController().signal

/** A PATH on which the named commands are shell scripts. */
async function pathWith(name: string, commands: Readonly<Record<string, string>>): Promise<string> {
  const bin = folder.path(name)
  await mkdir(bin)
  for (const [command, script] of Object.entries(commands)) {
    await writeFile(join(bin, command), `#!/bin/sh\n${script}\n`)
    await chmod(join(bin, command), 0o755)
  }
  return bin
}
const real = () => `exec ${testPython()} "$@"`

test('passes over a python3 that does not start', async () => {
  const PATH = await pathWith('broken', {
    python3: 'echo "pyenv: command not found" >&2; exit 127',
    'python3.11': real(),
  })
  const python = await findPython({ PATH }, signal)
  expect(python.version).toMatch(/^3\.1[0-3]\.\d+$/)
})

test('says what is there when none is of use', async () => {
  // Only what a Python 3.8 would answer is made up here; how it is asked and read is not.
  const old = `${real()} -c 'import sys; sys.version_info = (3, 8, 18); exec(sys.argv[-1], {"__name__": "__main__"})' "$@"`
  const PATH = await pathWith('old', { python3: old.replace('"$@"', '') })
  await expect(findPython({ PATH }, signal)).rejects.toMatchObject({
    code: 'python-unsupported',
    message: expect.stringContaining('3.8.18'),
    hint: expect.stringContaining('install Python'),
  })
})

test('says what to install where a Python lacks the module for environments', async () => {
  // Debian's python3 is so until its package python3.11-venv is there.
  const bare = `exec ${testPython()} -c 'import sys, importlib.util as util
sys.version_info = (3, 11, 2); find = util.find_spec
util.find_spec = lambda name: None if name == "ensurepip" else find(name)
exec(sys.argv[-1], {"__name__": "__main__"})' "$@"`
  const PATH = await pathWith('bare', { python3: bare })
  await expect(findPython({ PATH }, signal)).rejects.toMatchObject({
    message: expect.stringContaining('python3 is 3.11.2 without venv'),
    hint: expect.stringContaining('apt install python3.11-venv'),
  })
})

test('says that there is none', async () => {
  const PATH = await pathWith('none', {})
  await expect(findPython({ PATH }, signal)).rejects.toMatchObject({ code: 'python-not-found' })
})
