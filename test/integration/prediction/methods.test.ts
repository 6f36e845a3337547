import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, test } from 'vitest'
import { newestMergekit } from '../../../src/core/mergekit/known.ts'
import { mergeMethods } from '../../../src/core/methods.ts'
import { isTokenizerOfTransformers, modelTypes } from '../../../src/core/model/transformers-types.ts'
import { installedTransformers } from '../../../src/steps/environment/installed-mergekit.ts'
import { realMergekits } from '../../support/mergekits.ts'
import { repositoryRoot, testPython } from '../../support/python.ts'

const run = promisify(execFile)
const env = { ...process.env, HF_HUB_OFFLINE: '1' }

const script = `
import json, sys
from transformers.models.auto.configuration_auto import CONFIG_MAPPING_NAMES
from transformers.models.auto.tokenization_auto import tokenizer_class_from_name
print(json.dumps({
    "types": list(CONFIG_MAPPING_NAMES),
    "tokenizers": [name for name in json.loads(sys.argv[1]) if tokenizer_class_from_name(name)],
}))`

const tokenizers = [
  'LlamaTokenizerFast',
  'PreTrainedTokenizerFast',
  'Qwen2Tokenizer',
  'TokenizersBackend',
  'WhisperTokenizer',
]

/** Of each kind that a mergekit infers: as it is, with names lost or renamed, not at all; `test:architectures` does all. */
const inferredTypes = [
  'bert',
  'vit',
  'dinov2',
  'detr',
  'clip',
  'mamba2',
  'qwen3_moe',
  'olmo2',
  'edgetam_video',
]

test('what a donor brings code for in vain is known to transformers', async () => {
  const { stdout } = await run(testPython(), ['-c', script, JSON.stringify(tokenizers)], {
    env,
    maxBuffer: 1 << 24,
  })
  const answer = JSON.parse(stdout) as { types: readonly string[]; tokenizers: readonly string[] }
  expect([...modelTypes].filter((name) => !answer.types.includes(name))).toEqual([])
  const listed = (await installedTransformers({ python: testPython(), env })).modelTypes
  expect(answer.types.filter((name) => !listed?.has(name))).toEqual([])
  expect(tokenizers.filter(isTokenizerOfTransformers)).toEqual(answer.tokenizers)
})

describe.each(realMergekits)('mergekit $version', ({ mergekit, python }) => {
  test('says of itself what its table says', async () => {
    // Ends with 1, and says how to write it anew, where the two differ.
    const check = (script: string, ...types: readonly string[]) =>
      run(python(), [join(repositoryRoot, script), '--check', ...types], { env })
    if (mergekit !== newestMergekit) return check(join('python', 'mergekit_table.py'))
    for (const script of [
      'inferred.py',
      'prefixes.py',
      'layouts.py',
      'empty_tokenizers.py',
      'tokenizer_classes.py',
    ])
      await check(join('test', 'architectures', script), ...inferredTypes)
  }, 300_000)

  test('has the methods that we say it has, with their inputs and parameters', () => {
    expect([...mergekit.methods.keys()].filter((name) => !mergeMethods.has(name))).toEqual([])
    for (const [name, { base, inputs, nonBase, parameters }] of mergekit.methods) {
      const mine = mergeMethods.get(name)!
      if (base !== undefined)
        expect([name, mine.base, mine.inputs, mine.nonBase]).toEqual([name, base, inputs, nonBase])
      // Where a mergekit does not tell the base from the others, one scope stands for both.
      const scope = (given: string) => (base === undefined && given === 'non-base' ? 'model' : given)
      const told = mine.parameters.map((spec) => [
        spec.name,
        { scope: scope(spec.scope), required: spec.required, default: spec.default },
      ])
      expect([name, Object.fromEntries(told)]).toEqual([name, parameters])
    }
  })
})

test('every method is one of the newest mergekit', () => {
  expect([...mergeMethods.keys()].sort()).toEqual([...newestMergekit.methods.keys()].sort())
})
