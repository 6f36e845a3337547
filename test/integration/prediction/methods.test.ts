import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { mergeMethods } from '../../../src/core/methods.ts'
import { testPython } from '../../support/python.ts'

const run = promisify(execFile)

/** What mergekit 0.1.5 itself says about its methods. */
const script = `
import json
from mergekit.merge_methods.registry import registered_methods
def of(spec):
    c = spec.contract
    return {
        "base": c.base.value, "inputs": [c.min_inputs, c.max_inputs], "nonBase": [c.min_non_base, c.max_non_base],
        "parameters": {p.name: {"scope": p.scope.value, "required": p.required, "default": None if p.required else p.default} for p in spec.parameters},
    }
print(json.dumps({m.spec.name: of(m.spec) for m in registered_methods()}))`

interface RealMethod {
  readonly base: string
  readonly inputs: readonly [number, number | null]
  readonly nonBase: readonly [number | null, number | null]
  readonly parameters: Readonly<Record<string, { scope: string; required: boolean; default: unknown }>>
}

test('the table of methods says what mergekit itself says of all 20', async () => {
  const { stdout } = await run(testPython(), ['-c', script], { env: { ...process.env, HF_HUB_OFFLINE: '1' } })
  const real = JSON.parse(stdout) as Record<string, RealMethod>
  expect([...mergeMethods.keys()].sort()).toEqual(Object.keys(real).sort())
  const scopes: Record<string, string> = { shared: 'global', input: 'model', non_base: 'non-base' }
  for (const [name, { base, inputs, nonBase, parameters }] of Object.entries(real)) {
    const mine = mergeMethods.get(name)!
    expect([name, mine.base, mine.inputs]).toEqual([name, base, inputs])
    expect([name, ...mine.nonBase]).toEqual([name, nonBase[0] ?? 0, nonBase[1]])
    const told = mine.parameters.map((spec) => [
      spec.name,
      { scope: spec.scope, required: spec.required, default: spec.default },
    ])
    const expected = Object.entries(parameters).map(([parameter, spec]) => [
      parameter,
      { ...spec, scope: scopes[spec.scope] },
    ])
    expect([name, Object.fromEntries(told)]).toEqual([name, Object.fromEntries(expected)])
  }
})
