import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { delimiter, isAbsolute } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { findProgram, safeEnvironment } from '../../../src/adapters/machine/start-program.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

const folder = temporaryFolder()

test('no list of folders that a child gets leads into the current folder, whatever the user has in it', () => {
  const entry = fc.constantFrom('', '.', './', '..', 'bin', './bin', '/usr/bin', '/opt/x')
  const list = fc.array(entry, { maxLength: 6 }).map((entries) => entries.join(delimiter))
  fc.assert(
    fc.property(list, list, (PATH, LD_LIBRARY_PATH) => {
      const safe = safeEnvironment({ PATH, LD_LIBRARY_PATH, OTHER: '.', BASH_ENV: './x' })
      expect(safe).toMatchObject({ OTHER: '.' })
      expect(safe.BASH_ENV).toBeUndefined()
      for (const value of [safe.PATH!, safe.LD_LIBRARY_PATH ?? '/'])
        for (const part of value.split(delimiter)) expect(isAbsolute(part)).toBe(true)
    }),
  )
})

test('a program is found in PATH alone: not in the current folder, no folder, nothing that cannot be run', () => {
  for (const name of ['a', 'b', 'b/tool']) mkdirSync(folder.path(name))
  writeFileSync(folder.path('a/tool'), '')
  chmodSync(folder.path('a/tool'), 0o644)
  mkdirSync(folder.path('c'))
  writeFileSync(folder.path('c/real'), '#!/bin/sh\n', { mode: 0o755 })
  symlinkSync(folder.path('c/real'), folder.path('c/tool'))
  const PATH = ['', '.', folder.path('a'), folder.path('b'), folder.path('c')].join(delimiter)
  const here = process.cwd()
  process.chdir(folder.path('c'))
  try {
    expect(findProgram('tool', { PATH })).toBe(folder.path('c/tool'))
    expect(findProgram('tool', { PATH: `.${delimiter}` })).toBeUndefined()
    expect(findProgram('tool', {})).toBeUndefined()
  } finally {
    process.chdir(here)
  }
})
