import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { mergeMethods } from '../../../src/core/methods.ts'
import { testPython } from '../../support/python.ts'

const program = `
import json
from mergescope.engine.methods import METHODS
print(json.dumps({name: method.random for name, method in METHODS.items()}))
`

test('the methods that the engine has kernels for, and which of them draw, are those that the estimate counts with', () => {
  const cwd = fileURLToPath(new URL('../../../python', import.meta.url))
  const engine = JSON.parse(execFileSync(testPython(), ['-c', program], { cwd, encoding: 'utf8' }))
  const ours = [...mergeMethods.values()].filter(({ kernel }) => kernel)
  expect(engine).toEqual(Object.fromEntries(ours.map(({ name, random }) => [name, random])))
  // What is no kernel's is mergekit's own, and random there only where mergekit draws.
  expect([...mergeMethods.values()].filter(({ kernel, random }) => random && !kernel)).toEqual([])
})
