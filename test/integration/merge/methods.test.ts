import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { mergeMethods } from '../../../src/core/methods.ts'
import { testPython } from '../../support/python.ts'

const program = `
import json
from mergescope.engine.methods import METHODS
print(json.dumps({
    name: {
        "family": "arithmetic" if method.arithmetic else "other",
        "keeps": method.keeps.value,
        "elects": method.elects,
        "random": method.random,
    }
    for name, method in METHODS.items()
}))
`

test('the methods that the engine has kernels for, and what tells them apart, are those that predictions count with', () => {
  const cwd = fileURLToPath(new URL('../../../python', import.meta.url))
  const engine = JSON.parse(execFileSync(testPython(), ['-c', program], { cwd, encoding: 'utf8' }))
  const ours = [...mergeMethods.values()].filter(({ kernel }) => kernel)
  expect(engine).toEqual(
    Object.fromEntries(
      ours.map(({ name, family, keeps, elects, random }) => [name, { family, keeps, elects, random }]),
    ),
  )
  // What is no kernel's is mergekit's own, and random there only where mergekit draws.
  expect([...mergeMethods.values()].filter(({ kernel, random }) => random && !kernel)).toEqual([])
})
