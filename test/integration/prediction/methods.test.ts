import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { beforeAll, expect, test } from 'vitest'
import { modulesOf } from '../../../src/core/architectures.ts'
import { mergeMethods } from '../../../src/core/methods.ts'
import { isTokenizerOfTransformers, modelTypes } from '../../../src/core/model/transformers-types.ts'
import { testPython } from '../../support/python.ts'

const run = promisify(execFile)

/** What mergekit 0.1.5 itself says about its methods. */
const script = `
import json, sys
from mergekit.merge_methods.registry import registered_methods
def of(spec):
    c = spec.contract
    return {
        "base": c.base.value, "inputs": [c.min_inputs, c.max_inputs], "nonBase": [c.min_non_base, c.max_non_base],
        "parameters": {p.name: {"scope": p.scope.value, "required": p.required, "default": None if p.required else p.default} for p in spec.parameters},
    }
from mergekit.architecture.json_definitions import NAME_TO_ARCH
from transformers.models.auto.configuration_auto import CONFIG_MAPPING_NAMES
from transformers.models.auto.tokenization_auto import tokenizer_class_from_name
print(json.dumps({
    "methods": {m.spec.name: of(m.spec) for m in registered_methods()},
    "modules": {name: sorted(arch.modules) for name, infos in NAME_TO_ARCH.items() for arch in infos},
    "types": list(CONFIG_MAPPING_NAMES),
    "tokenizers": [name for name in json.loads(sys.argv[1]) if tokenizer_class_from_name(name)],
}))`

interface RealMethod {
  readonly base: string
  readonly inputs: readonly [number, number | null]
  readonly nonBase: readonly [number | null, number | null]
  readonly parameters: Readonly<Record<string, { scope: string; required: boolean; default: unknown }>>
}

const tokenizers = [
  'LlamaTokenizerFast',
  'PreTrainedTokenizerFast',
  'Qwen2Tokenizer',
  'TokenizersBackend',
  'WhisperTokenizer',
]

interface RealTables {
  readonly methods: Readonly<Record<string, RealMethod>>
  readonly modules: Readonly<Record<string, readonly string[]>>
  readonly types: readonly string[]
  readonly tokenizers: readonly string[]
}

let tables: RealTables
beforeAll(async () => {
  const { stdout } = await run(testPython(), ['-c', script, JSON.stringify(tokenizers)], {
    env: { ...process.env, HF_HUB_OFFLINE: '1' },
    maxBuffer: 1 << 24,
  })
  tables = JSON.parse(stdout)
})

test('the modules of each architecture are those of mergekit', () => {
  const different = Object.entries(tables.modules).filter(
    ([name, modules]) => [...(modulesOf(name) ?? modules)].sort().join() !== modules.join(),
  )
  expect(different).toEqual([])
})

test('what a donor brings code for in vain is known to transformers', () => {
  expect([...modelTypes].filter((name) => !tables.types.includes(name))).toEqual([])
  expect(tokenizers.filter(isTokenizerOfTransformers)).toEqual(tables.tokenizers)
})

test('the table of methods says what mergekit itself says of all 20', () => {
  const real = tables.methods
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
