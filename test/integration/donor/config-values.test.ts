import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { parseWrittenJson } from '../../../src/core/json/lenient.ts'
import { newestMergekit } from '../../../src/core/mergekit/known.ts'
import { configFaults } from '../../../src/core/model/config-faults.ts'
import { fieldsOfType } from '../../../src/core/model/config-fields.ts'
import type { RawObject } from '../../../src/core/model/raw-values.ts'
import type { Series } from '../../../src/core/transformers.ts'
import { realMergekits } from '../../support/mergekits.ts'
import { repositoryRoot } from '../../support/python.ts'

const script = join(repositoryRoot, 'test', 'support', 'config_fields.py')
/** Each field gets a sixth of the values. Types that are merged often, and some whose configs are odd: old names of fields, configs within configs. */
const types = ['mistral', 'llama', 'qwen2', 'gemma2', 'gemma3', 'gpt2', 'gpt_neox', 'bert', 'qwen2_5_vl']

const values = [
  ...['32', '32.0', '-1', 'true', 'null', 'NaN', '1e400', '"32"', '"x"', '"float16"', '""'],
  ...['[]', '[1]', '["a"]', '{}', '{"a": 1}'],
]

/** Given, so that what goes together with a size does not depend on defaults. A key that comes again replaces one. */
const sizes = '"hidden_size": 32, "num_attention_heads": 4, "num_hidden_layers": 1'

/** Fields that all types have in common, and such as none has. */
const common = [
  ...['architectures', 'dtype', 'torch_dtype', 'id2label', 'label2id', 'num_labels', 'quantization_config'],
  ...['auto_map', 'model_type', 'return_dict', 'is_encoder_decoder', 'transformers_version', 'rope_scaling'],
  ...['rope_theta', 'max_length', 'sep_token_id', 'some_key', '__proto__'],
]

const odd = [
  '{"model_type": "bert", "rope_scaling": {"type": "linear"}}',
  '{"model_type": "llama", "hidden_size": 33, "num_attention_heads": 4}',
  '{"model_type": "mistral", "hidden_size": 33, "num_attention_heads": 4}',
  '{"model_type": "qwen2", "num_hidden_layers": 2, "layer_types": ["full_attention"]}',
  '{"model_type": "qwen2", "num_hidden_layers": 1, "layer_types": ["attention"]}',
  '{"model_type": "mistral", "id2label": {"0": "a"}}',
  '{"architectures": ["X"]}',
  '{"model_type": "mistral", "layer_types": "x"}',
  '{"model_type": "llama", "rope_scaling": {"type": "linear"}}',
  '{"model_type": "llama", "rope_scaling": {"type": "linear", "factor": "x"}}',
  '{"model_type": "llama", "rope_scaling": {"rope_type": "yarn", "factor": 2.0}}',
  '{"model_type": "llama", "rope_scaling": {"rope_type": "llama3", "factor": 2.0}}',
  '{"model_type": "llama", "rope_scaling": {"rope_type": "longrope"}}',
  '{"model_type": "llama", "rope_scaling": {"rope_type": "unheard-of"}}',
  '{"model_type": "llama", "rope_parameters": {"rope_type": "dynamic"}}',
  '{"model_type": "llama", "dtype": "float16", "torch_dtype": "floaty"}',
  '{"model_type": "llama", "dtype": null, "torch_dtype": "floaty"}',
  '{"model_type": "gemma3", "text_config": {"hidden_size": 8.0}}',
  '{"model_type": "gemma3", "text_config": {"dtype": "floaty"}}',
  '{"model_type": "gemma3", "text_config": {"rope_scaling": 5}}',
  '{"model_type": "llava", "text_config": {"model_type": "llama", "vocab_size": "8"}}',
  '{"model_type": "llava", "text_config": {"model_type": "unheard-of"}}',
]

interface Try {
  readonly name: string
  readonly text: string
}

const triesOf = (series: Series): readonly Try[] => [
  ...types.flatMap((type) =>
    [
      ...new Set([
        ...fieldsOfType('5', type).keys(),
        ...[...fieldsOfType(series, type).keys()].map(bare),
        ...common,
      ]),
    ].flatMap((field, at) =>
      values
        .filter((_, index) => (index + at) % 6 === 0)
        .map((value) => ({
          name: `${type}: ${field} ${value}`,
          text:
            field === 'model_type'
              ? `{"model_type": ${value}}`
              : `{"model_type": "${type}", ${sizes}, "${field}": ${value}}`,
        })),
    ),
  ),
  ...odd.map((text) => ({ name: text, text })),
]
const bare = (field: string) => field.replace(/~.*/, '')

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'config-values-'))
})
afterAll(async () => rm(folder, { recursive: true, force: true }))

describe.each(realMergekits)(
  'what the transformers of mergekit $version refuses in a config.json',
  (each) => {
    const series: Series = each.mergekit === newestMergekit ? '5' : '4'
    const tries = triesOf(series)
    let real: {
      readonly table: string
      readonly results: readonly ([type: string, message: string] | null)[]
    }
    beforeAll(async () => {
      const list = join(folder, `tries-${series}.json`)
      await writeFile(list, JSON.stringify(tries.map(({ text }) => text)))
      const { stdout } = await promisify(execFile)(each.python(), [script, list], { maxBuffer: 1e8 })
      real = JSON.parse(stdout)
    }, 180_000)

    const judged = () =>
      tries.map(({ name, text }, at) => {
        const raw = parseWrittenJson(new TextEncoder().encode(text)) as RawObject
        const told = configFaults(raw, '/nowhere', series)[0]?.raises ?? null
        return { name, told, raised: real.results[at] ?? null }
      })

    test('is what its own AutoConfig refuses, for each field and all sorts of values', () => {
      const wrong = judged().filter(({ told, raised }) => (told === null) !== (raised === null))
      expect(wrong).toEqual([])
      expect(real.results.filter((result) => result === null).length).toBeGreaterThan(100)
    })

    test('is checked by the fields that this transformers has', async () => {
      const file = join(repositoryRoot, 'src', 'core', 'model', `config-fields-${series}.ts`)
      expect(await readFile(file, 'utf8')).toContain(`\`\n${real.table}\n\``)
    })
  },
)
