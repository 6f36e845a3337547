import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { isWanted, prune, shardsOfIndex } from '../../../../src/core/hub/select-files.ts'
import { repositoryRoot } from '../../../support/python.ts'

const pruned = (paths: readonly string[], shards: readonly string[] | null = null) =>
  prune(
    paths.map((path) => ({ path })),
    shards && new Set(shards),
  ).map(({ path }) => path)

describe('what a merge needs', () => {
  it('is weights, their index, configs, tokenizers and chat templates', () => {
    for (const path of [
      'model.safetensors',
      'model-00001-of-00005.safetensors',
      'model.safetensors.index.json',
      'adapter_model.safetensors',
      'adapter_config.json',
      'config.json',
      'generation_config.json',
      'tokenizer.json',
      'tokenizer_config.json',
      'tokenizer.model',
      'special_tokens_map.json',
      'added_tokens.json',
      'vocab.json',
      'merges.txt',
      'tekken.json',
      'qwen.tiktoken',
      'chat_template.jinja',
      'additional_chat_templates/tools.jinja',
      'preprocessor_config.json',
      'video_preprocessor_config.json',
      'processor_config.json',
      'some_future_processor.json',
      'modules.json',
      'config_sentence_transformers.json',
      '1_Pooling/config.json',
      '2_Dense/config.json',
      '2_Dense/model.safetensors',
      'LICENSE',
      'LICENSE.txt',
      'NOTICE',
    ])
      expect(isWanted(path), path).toBe(true)
  })

  it('is nothing else', () => {
    for (const path of [
      'README.md',
      'pytorch_model.bin',
      'model.gguf',
      'original/consolidated.00.pth',
      'original/tokenizer.model',
      'fp16/model.safetensors',
      'onnx/model.onnx',
      'optimizer.pt',
      'training_args.bin',
      'modeling_x.py',
      'flax_model.msgpack',
      'trainer_state.json',
      'eval_results.json',
      'tf_model.h5.index.json',
      'pytorch_model.bin.index.json',
      '2_Dense/pytorch_model.bin',
      'checkpoint-500/model.safetensors',
      'helpers/rope.py',
      '.gitattributes',
      '../../notes.txt',
      'C:notes.txt',
    ])
      expect(isWanted(path), path).toBe(false)
  })

  it('is pickles and code only when they are asked for', () => {
    expect(isWanted('pytorch_model-00001-of-00002.bin', { allowPickle: true })).toBe(true)
    expect(isWanted('training_args.bin', { allowPickle: true })).toBe(false)
    expect(isWanted('modeling_x.py', { trustRemoteCode: true })).toBe(true)
    expect(isWanted('helpers/rope.py', { trustRemoteCode: true })).toBe(true)
    expect(isWanted('.github/x.py', { trustRemoteCode: true })).toBe(false)
  })

  it('includes names that climb, so that they are refused and not overlooked', () => {
    for (const path of ['../../a.safetensors', '/x/config.json', '..\\config.json', 'C:config.json'])
      expect(isWanted(path), path).toBe(true)
  })
})

describe('of two sets of weights', () => {
  it('the one that the index names is taken', () => {
    const paths = ['config.json', 'consolidated.safetensors', 'model-1.safetensors', 'model-2.safetensors']
    expect(pruned(paths, ['model-1.safetensors', 'model-2.safetensors'])).toEqual([
      'config.json',
      'model-1.safetensors',
      'model-2.safetensors',
    ])
  })

  it('model.safetensors is taken where there is no index', () => {
    expect(pruned(['consolidated.safetensors', 'model.safetensors'])).toEqual(['model.safetensors'])
    expect(pruned(['odd-name.safetensors'])).toEqual(['odd-name.safetensors'])
  })

  it('safetensors are taken before pickles', () => {
    expect(pruned(['model.safetensors', 'pytorch_model.bin'])).toEqual(['model.safetensors'])
    expect(pruned(['config.json', 'pytorch_model.bin'])).toEqual(['config.json', 'pytorch_model.bin'])
  })

  it('an adapter beside a model is kept', () => {
    expect(pruned(['adapter_model.safetensors', 'model.safetensors'])).toHaveLength(2)
  })
})

it('an index tells its shards, and what is none is refused', () => {
  expect(shardsOfIndex('{"weight_map":{"a":"x","b":"y","c":"x"}}')).toEqual(new Set(['x', 'y']))
  for (const text of ['', '[]', '{}', 'null', '{"weight_map":{"a":1}}'])
    expect(() => shardsOfIndex(text)).toThrow()
})

describe('what the merge carries along', () => {
  const source = readFileSync(join(repositoryRoot, 'python/mergescope/merge/companions.py'), 'utf8')
  /** The patterns of a list in Python, those of the lists that it takes in among them. */
  const patternsOf = (list: string): readonly string[] => {
    const [, body = ''] = new RegExp(`^${list} = \\(([^)]*)\\)`, 'm').exec(source) ?? []
    return [...body.matchAll(/\*([A-Z_]+),|"([^"]+)"/g)].flatMap(([, inner, pattern]) =>
      inner ? patternsOf(inner) : [pattern!],
    )
  }

  it.each(['TOKENIZER_FILES', '_CARRIED'])('is downloaded: %s', (list) => {
    const patterns = patternsOf(list)
    expect(patterns.length).toBeGreaterThan(8)
    const names = patterns.map((pattern) => pattern.replace('[CS]', 'S').replaceAll('*', 'v7m1'))
    expect(names.filter((name) => !isWanted(name))).toEqual([])
  })
})
