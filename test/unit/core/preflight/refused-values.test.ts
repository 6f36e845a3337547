import { expect, test } from 'vitest'
import { parseWrittenJson } from '../../../../src/core/json/lenient.ts'
import { withPlainNumbers } from '../../../../src/core/json/written-number.ts'
import { configFacts } from '../../../../src/core/model/config-facts.ts'
import { configFaultsBySeries } from '../../../../src/core/model/config-faults.ts'
import type { RawObject } from '../../../../src/core/model/raw-values.ts'
import { refusedValues } from '../../../../src/core/preflight/refused-values.ts'
import { noTransformers, type Transformers } from '../../../../src/core/transformers.ts'

const knowing = (version: string, ...types: readonly string[]): Transformers => ({
  version,
  modelTypes: new Set(['llama', ...types]),
})
const transformers = {
  none: noTransformers,
  v4: knowing('4.57.6', 'gone-in-5'),
  v520: knowing('5.20.2'),
  v523: knowing('5.23.0'),
  newer: knowing('5.31.0', 'not-written-yet'),
  unread: { version: '5.31.0', modelTypes: null },
} as const

/** A config.json by itself, and what each transformers makes of it: e refused, d doubtful, - taken. */
const table: readonly (readonly [text: string, ...told: string[]])[] = [
  ['{"model_type": "llama"}', '-', '-', '-', '-', '-', '-'],
  ['{"model_type": "llama", "hidden_size": "16"}', 'd', 'e', 'e', 'e', 'd', 'd'],
  ['{"model_type": "llama", "hidden_size": "16", "head_dim": 8}', 'd', '-', 'e', 'e', 'd', 'd'],
  ['{"model_type": "llama", "label2id": []}', '-', 'e', '-', '-', '-', '-'],
  ['{"model_type": "llama", "rope_scaling": {"type": "linear"}}', 'd', 'e', 'e', 'e', 'd', 'd'],
  ['{"model_type": "llama", "num_labels": null}', 'd', '-', 'e', 'e', 'd', 'd'],
  ['{"model_type": "llama", "dtype": "floaty"}', 'e', 'e', 'e', 'e', 'e', 'e'],
  ['{"architectures": ["X"]}', 'e', 'e', 'e', 'e', 'e', 'e'],
  ['{"model_type": 5}', 'e', 'e', 'e', 'e', 'e', 'e'],
  ['{"model_type": "not-written-yet"}', 'd', 'e', 'e', 'e', '-', 'd'],
  ['{"model_type": "gone-in-5"}', 'd', '-', 'e', 'e', 'e', 'd'],
  ['{"model_type": "qwen4_exp"}', '-', 'e', 'e', 'e', 'e', '-'],
  [
    '{"model_type": "llava", "text_config": {"model_type": "not-written-yet"}}',
    'd',
    'ee',
    'ee',
    'ee',
    'e',
    'd',
  ],
  ['{"model_type": "x", "auto_map": {"AutoConfig": "own.Config"}}', '-', '-', '-', '-', '-', '-'],
]

test.each(table)('%s is judged by the transformers that will read it', (text, ...told) => {
  const asWritten = parseWrittenJson(new TextEncoder().encode(text)) as RawObject
  const raw = withPlainNumbers(asWritten) as RawObject
  const config = {
    ...configFacts(raw),
    faults: configFaultsBySeries(asWritten, '/nowhere'),
    runsCode: 'auto_map' in raw,
  }
  const judged = Object.values(transformers).map((each) =>
    refusedValues('org/a', { config }, each)
      .map(({ severity }) => (severity === 'error' ? 'e' : 'd'))
      .join(''),
  )
  expect(judged.map((each) => each || '-')).toEqual(told)
})

/** As transformers writes floats that JSON does not know, and what is only like them. */
const floats = ['Infinity', '-Infinity', 'NaN'].map((text) => `{"__float__": "${text}"}`)
const others = ['{"__float__": "inf"}', '{"__float__": 1.5}', '{"__float__": "NaN", "of": 1}', '{"x": "NaN"}']

test.each([...floats.map((text) => [text, 0] as const), ...others.map((text) => [text, 1] as const)])(
  '%s is a float wherever it stands, or refused: %d',
  (text, refused) => {
    for (const config of [
      `{"model_type": "mamba2", "time_step_limit": [0.0, ${text}]}`,
      `{"model_type": "llama", "rms_norm_eps": ${text}}`,
      `{"model_type": "llava", "text_config": {"model_type": "llama", "rms_norm_eps": ${text}}}`,
    ]) {
      const asWritten = parseWrittenJson(new TextEncoder().encode(config)) as RawObject
      expect(configFaultsBySeries(asWritten, '/nowhere')['5']).toHaveLength(refused)
    }
  },
)
