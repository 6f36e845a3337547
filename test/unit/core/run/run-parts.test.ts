import { expect, test } from 'vitest'
import { MergescopeError } from '../../../../src/core/errors.ts'
import { parseMergeConfig } from '../../../../src/core/merge-config/parse.ts'
import { donorWeights } from '../../../../src/core/merge-config/weights.ts'
import { modelKey, parseModelRef } from '../../../../src/core/model-ref.ts'
import { called } from '../../../../src/core/run/called.ts'
import { logLine } from '../../../../src/core/run/log-line.ts'
import { whyNotReplaceable } from '../../../../src/core/run/replaceable.ts'
import { isResumable } from '../../../../src/core/run/verdict.ts'

test('calls models as the user does, the longer path first', () => {
  const names = new Map([
    ['/cache/models--org--a/snapshots/1', 'org/a'],
    ['/cache/models--org--a/snapshots/12', 'org/b'],
  ])
  const message = 'reading /cache/models--org--a/snapshots/12 and /cache/models--org--a/snapshots/1/x'
  const event = called({ event: 'log', level: 'info', source: 'mergekit', message }, names)
  expect(event).toMatchObject({ message: 'reading org/b and org/a/x' })
})

test('keeps a name that looks like a replacement pattern as it is', () => {
  const event = called({ event: 'action', action: 'read', detail: '/m' }, new Map([['/m', "$&$'"]]))
  expect(event).toMatchObject({ detail: "$&$'" })
})

test('writes log messages into merge.log as they were said', () => {
  const message =
    "[VOCAB AUDIT] Model 'a' is missing token 'x' (ID: 3). Donor size: 2, Requested Index: 3. Skipping."
  expect(logLine({ event: 'log', level: 'warning', source: 'mergekit', message }, 'T')).toBe(
    `T warning mergekit: ${message}`,
  )
})

const out = '/models/merged'
test.each([
  ['a model', ['config.json', 'model-00001-of-00002.safetensors', 'tokenizer.json', 'README.md'], [], null],
  ['a merge of ours', ['mergescope', 'model.safetensors', 'chat_template.jinja'], [], null],
  ['somebody’s home', ['notes.txt', 'photos'], [], 'it is not a model folder'],
  ['a folder around a clone of mergescope', ['mergescope', 'README.md'], [], 'it is not a model folder'],
  ['a repository', ['config.json', '.git'], [], 'it holds .git, which is not part of a model'],
  ['a donor', ['config.json'], ['/models/merged'], 'the run reads /models/merged'],
  ['a folder above a donor', ['config.json'], ['/models/merged/a'], 'the run reads /models/merged/a'],
  ['a folder inside a donor', ['config.json'], ['/models'], 'the run reads /models'],
  ['a neighbour of a donor', ['config.json'], ['/models/merged-2'], null],
])('decides about overwriting %s', (_, entries, inputs, why) => {
  expect(whyNotReplaceable(out, entries, inputs)?.why ?? null).toBe(why)
})

const parts = [
  ...['config.json', 'generation_config.json', 'params.json', 'tokenizer.json', 'tokenizer_config.json'],
  ...['tokenizer.model', 'tokenizer.model.v3', 'tekken.json', 'vocab.json', 'vocab.txt', 'merges.txt'],
  ...['special_tokens_map.json', 'added_tokens.json', 'chat_template.jinja', 'additional_chat_templates'],
  ...['preprocessor_config.json', 'processor_config.json', 'video_preprocessor_config.json'],
  ...['model.safetensors', 'model-00001-of-00009.safetensors', 'model.safetensors.index.json'],
  ...['pytorch_model.bin', 'pytorch_model-00001-of-00002.bin', 'pytorch_model.bin.index.json'],
  ...['consolidated.safetensors', 'consolidated.00.pth', 'adapter_config.json', 'adapter_model.safetensors'],
  ...[
    'modeling_phi3.py',
    'configuration_phi3.py',
    'tokenization_qwen.py',
    'processing_molmo.py',
    'qwen.tiktoken',
  ],
  ...[
    'training_args.bin',
    'trainer_state.json',
    'README.md',
    'LICENSE',
    'LICENSE.txt',
    'NOTICE',
    '.gitattributes',
  ],
  ...[
    'mergekit_config.yml',
    'mergekit_config.yaml',
    'mergescope/',
    'mergescope/run.json',
    'mergescope/merge.log',
  ],
]
test('replaces a folder that holds all that a model may have', () => {
  expect(whyNotReplaceable(out, parts, [])).toBe(null)
})

test.each([
  ...[
    'train.py',
    'train.jsonl',
    'notes.md',
    'data.json',
    'results.json',
    'merge.yml',
    'secrets.txt',
    'prompt.jinja',
  ],
  ...[
    'optimizer.bin',
    'my.model',
    '.env',
    '.git',
    'config.json.bak',
    'README.md.orig',
    'modeling',
    'checkpoints',
  ],
  ...[
    'LICENSES',
    '.safetensors',
    'mergescope.yml',
    'vocab.py',
    'model.safetensors/',
    'mergescope/src',
    'data/',
  ],
])('never replaces a folder that holds %s, and says which file it is and what to do', (name) => {
  expect(whyNotReplaceable(out, ['config.json', 'model.safetensors', name], [])).toEqual({
    why: `it holds ${name}, which is not part of a model`,
    hint: `move ${name} elsewhere, or give another folder with -o`,
  })
})

test('knows a donor’s weight where it is one number for the whole merge', () => {
  const { config } = parseMergeConfig(`merge_method: linear
models:
  - {model: org/a, parameters: {weight: 0.25}}
  - {model: org/b, parameters: {weight: [0, 1]}}
  - {model: org/c}
parameters: {weight: 0.5}
`)
  const key = (name: string) => modelKey(parseModelRef(name))
  expect([...donorWeights(config!)]).toEqual([
    [key('org/a'), 0.25],
    [key('org/b'), null],
    [key('org/c'), 0.5],
  ])
})

test('keeps the work of a run that was stopped or whose Python or disk gave out, not that of one that was wrong', () => {
  const keeps = (code: 'python-died' | 'disk-full' | 'resume-changed' | 'cancelled' | 'merge-failed') =>
    isResumable(new MergescopeError(code, 'x'))
  expect([keeps('python-died'), keeps('disk-full'), keeps('resume-changed')]).toEqual([true, true, true])
  expect([keeps('cancelled'), keeps('merge-failed')]).toEqual([true, false])
})
