import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { version } from '../../../src/cli/version.ts'
import { repositoryRoot } from '../../support/python.ts'

const textOf = (...path: readonly string[]) => readFileSync(join(repositoryRoot, ...path), 'utf8')

test('package.json, its lock and pyproject.toml have one version', () => {
  const lock = JSON.parse(textOf('package-lock.json'))
  const python = /^\[project\]$[^[]*?^version = "(.*)"$/m.exec(textOf('python', 'pyproject.toml'))?.[1]
  expect([python, lock.version, lock.packages[''].version]).toEqual(Array(3).fill(version()))
})
