import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { openBridge } from '../../../src/adapters/bridge/open-bridge.ts'
import { probeInterpreter } from '../../../src/adapters/bridge/probe.ts'
import { testPython } from '../../support/python.ts'

const scriptAsPython = (text: string): string => {
  const folder = mkdtempSync(join(tmpdir(), 'mergescope-python-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const file = join(folder, 'python')
  writeFileSync(file, text)
  chmodSync(file, 0o755)
  return file
}

it('names an interpreter that is not there', async () => {
  await expect(openBridge({ python: '/nowhere/python3' })).rejects.toMatchObject({
    code: 'python-not-found',
    message: /\/nowhere\/python3/,
    hint: /setup/,
  })
})

it.each([
  ['crashes', '#!/bin/sh\necho "cannot open shared object" >&2\nexit 127\n', /cannot open shared object/],
  ['says something else', '#!/bin/sh\necho hello\n', /did not answer as Python does/],
])('tells of an interpreter that %s', async (_what, text, message) => {
  await expect(openBridge({ python: scriptAsPython(text) })).rejects.toMatchObject({
    code: 'python-broken',
    message,
  })
})

it('does not wait for an interpreter that never answers', async () => {
  await expect(
    probeInterpreter({ python: scriptAsPython('#!/bin/sh\nsleep 60\n'), env: {}, first: [] }, [], 300),
  ).rejects.toMatchObject({
    code: 'python-broken',
    message: /did not answer within/,
  })
})

it('refuses a Python that is too old', async () => {
  const old = scriptAsPython('#!/bin/sh\necho \'{"python": "3.8.10", "missing": []}\'\n')
  await expect(openBridge({ python: old })).rejects.toMatchObject({
    code: 'python-unsupported',
    message: /3\.8\.10/,
  })
})

it('names the modules that are missing', async () => {
  await expect(
    openBridge({ python: testPython(), modules: ['json', 'no_such_module_here'] }),
  ).rejects.toMatchObject({ code: 'environment-not-ready', message: /lacks no_such_module_here$/ })
})
