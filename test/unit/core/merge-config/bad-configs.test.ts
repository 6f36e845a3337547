import { describe, expect, test } from 'vitest'
import { checkMergeConfig } from '../../../../src/core/merge-config/check.ts'
import { parseMergeConfig } from '../../../../src/core/merge-config/parse.ts'
import { closestMergekit } from '../../../../src/core/mergekit/known.ts'

const two = `models:
  - model: org/a
    parameters: {weight: 0.5}
  - model: org/b
    parameters: {weight: 0.5}
`
const linear = `merge_method: linear\n${two}`
const ties = (parameters: string) => `merge_method: ties
base_model: org/base
models:
  - model: org/a
    parameters: ${parameters}
`

function findings(text: string, mergekit: string | null = null) {
  const parsed = parseMergeConfig(text)
  return [...parsed.findings, ...checkMergeConfig(parsed, closestMergekit(mergekit))]
}

interface Bad {
  readonly what: string
  readonly text: string
  readonly code: string
  /** Line, column. */
  readonly at?: readonly [number, number]
  readonly says?: RegExp
  readonly mergekit?: '0.1.4'
}

const bad: readonly Bad[] = [
  {
    what: 'an unknown method',
    text: linear.replace('linear', 'linaer'),
    code: 'method-unknown',
    at: [1, 1],
    says: /did you mean “linear”/,
  },
  {
    what: 'a method that mergekit 0.1.4 lacks',
    text: `merge_method: ram\nbase_model: org/a\n${two}`,
    code: 'method-unavailable',
    mergekit: '0.1.4',
  },
  {
    what: 'a method without its base',
    text: `merge_method: della\n${two}`,
    code: 'method-needs-base',
    at: [1, 1],
    says: /base_model/,
  },
  {
    what: 'slerp of three',
    text: `merge_method: slerp\nbase_model: org/a\nparameters: {t: 0.5}\n${two}  - model: org/c\n`,
    code: 'donor-count',
    at: [4, 1],
    says: /exactly 2/,
  },
  {
    what: 'slerp whose base is a third model',
    text: `merge_method: slerp\nbase_model: org/c\nparameters: {t: 0.5}\n${two}`,
    code: 'donor-count',
  },
  { what: 'passthrough of two', text: `merge_method: passthrough\n${two}`, code: 'donor-count' },
  {
    what: 'model_stock of two',
    text: `merge_method: model_stock\nbase_model: org/a\n${two}`,
    code: 'donor-count',
    says: /at least 3/,
  },
  { what: 'no models', text: 'merge_method: linear\nmodels: []\n', code: 'config-missing-key', at: [2, 1] },
  { what: 'the same model twice', text: linear.replace('org/b', 'org/a'), code: 'donor-duplicate' },
  {
    what: 'a weight that is text',
    text: linear.replace('0.5', 'heavy'),
    code: 'parameter-type',
    at: [4, 18],
    says: /must be a number, not heavy/,
  },
  {
    what: 'a weight that is NaN',
    text: linear.replace('0.5', '.nan'),
    code: 'parameter-range',
    says: /finite/,
  },
  { what: 'a weight that is infinite', text: linear.replace('0.5', '.inf'), code: 'parameter-range' },
  { what: 'weights that are all zero', text: linear.replaceAll('0.5', '0'), code: 'weights-all-zero' },
  {
    what: 'weights that are all zero, of changes to a base',
    text: ties('{weight: 0, density: 0.5}'),
    code: 'parameter-without-effect',
    says: /so the output is the base model/,
  },
  {
    what: 'a template that is too short for mergekit',
    text: `${linear}chat_template: '{{ x }}'\n`,
    code: 'chat-template-invalid',
    says: /fewer than 20 characters/,
  },
  { what: 'weights that cancel', text: linear.replace('0.5', '-0.5'), code: 'weights-cancel' },
  {
    what: 'a weight that is missing',
    text: 'merge_method: linear\nmodels: [{model: org/a, parameters: {weight: 1}}, {model: org/b}]\n',
    code: 'parameter-missing',
    says: /org\/b/,
  },
  {
    what: 'filters that leave tensors out',
    text: linear.replace('0.5', '[{filter: mlp, value: 1}]'),
    code: 'parameter-no-default',
  },
  {
    what: 'a base that linear gives no weight',
    text: `base_model: org/c\n${linear}`,
    code: 'base-without-weight',
    at: [1, 1],
  },
  { what: 'density 0', text: ties('{weight: 1, density: 0}'), code: 'parameter-range', at: [5, 29] },
  {
    what: 'density above 1',
    text: ties('{weight: 1, density: [0.5, 1.5]}'),
    code: 'parameter-range',
    says: /at most 1/,
  },
  {
    what: 'epsilon beyond the density',
    text: ties('{weight: 1, density: 0.1, epsilon: 0.15}').replace('ties', 'della'),
    code: 'parameter-range',
    says: /leaves \(0, 1\)/,
  },
  {
    what: "della's own epsilon beyond the density",
    text: ties('{weight: 1, density: 0.9}').replace('ties', 'della'),
    code: 'parameter-range',
  },
  {
    what: 'a misspelt parameter',
    text: ties('{weight: 1, densty: 0.5}'),
    code: 'parameter-unknown',
    says: /“density”/,
  },
  {
    what: 'a slice that runs backwards',
    text: 'merge_method: passthrough\nslices:\n  - sources: [{model: org/a, layer_range: [8, 4]}]\n',
    code: 'slice-backwards',
    at: [3, 30],
  },
  {
    what: 'a slice without layers',
    text: 'merge_method: passthrough\nslices:\n  - sources: [{model: org/a, layer_range: [4, 4]}]\n',
    code: 'slice-backwards',
  },
  {
    what: 'a slice without layers beside another',
    text: 'merge_method: passthrough\nslices:\n  - sources: [{model: org/a, layer_range: [0, 4]}]\n  - sources: [{model: org/b, layer_range: [9, 9]}]\n',
    code: 'parameter-without-effect',
    at: [4, 30],
    says: /slices\[1\] adds no layer/,
  },
  {
    what: 'a slice of more layers than any model has',
    text: 'merge_method: della\nbase_model: org/a\nslices:\n  - sources: [{model: org/a, layer_range: [0, 1000000000]}, {model: org/b, layer_range: [0, 1000000000], parameters: {weight: 1, density: [0.1, 0.5]}}]\n',
    code: 'config-type',
    says: /a layer that a model can have/,
  },
  {
    what: 'a slice below 0',
    text: 'merge_method: passthrough\nslices:\n  - sources: [{model: org/a, layer_range: [-1, 4]}]\n',
    code: 'slice-backwards',
  },
  {
    what: 'sources of unequal length',
    text: 'merge_method: linear\nparameters: {weight: 1}\nslices:\n  - sources: [{model: org/a, layer_range: [0, 4]}, {model: org/b, layer_range: [0, 5]}]\n',
    code: 'slice-lengths',
    says: /4 and 5/,
  },
  {
    what: 'layers of other depths side by side',
    text: 'merge_method: linear\nparameters: {weight: 1}\nslices:\n  - sources: [{model: org/a, layer_range: [0, 4]}, {model: org/b, layer_range: [4, 8]}]\n',
    code: 'slice-shifted',
    at: [4, 67],
    says: /layer 0 of org\/a with layer 4 of org\/b/,
  },
  {
    what: 'a list of weights for all models, as if it were one for each',
    text: 'merge_method: linear\nmodels: [{model: org/a}, {model: org/b}]\nparameters: {weight: [0.3, 0.7]}\n',
    code: 'parameter-without-effect',
    at: [3, 14],
    says: /a gradient over the layers, the same for all models/,
  },
  {
    what: 'a lambda of nothing',
    text: `${ties('{weight: 1, density: 0.5}')}parameters: {lambda: 0}\n`,
    code: 'parameter-without-effect',
    says: /lambda is 0, so the output is the base model/,
  },
  ...[
    ['[{value: 1}, {filter: mlp, value: 2}]', /"mlp" is never reached: the entry without a filter/],
    ['[{filter: mlp, value: 1}, {filter: mlp.up, value: 2}, {value: 3}]', /"mlp.up" is never reached: "mlp"/],
  ].map(([filters, says]) => ({
    what: `a filter that comes too late: ${filters}`,
    text: linear.replace('weight: 0.5', `weight: ${filters}`),
    code: 'parameter-without-effect',
    says: says as RegExp,
  })),
  {
    what: 'a list of layers',
    text: 'merge_method: passthrough\nslices:\n  - sources: [{model: org/a, layer_range: [1, 3, 5, 7]}]\n',
    code: 'config-type',
    at: [3, 30],
    says: /two whole numbers, such as \[0, 32\], not 4 .*a slice each/,
  },
  ...[
    ['0,5', '0.5'],
    ['50%', '0.5'],
    ['-12.5%', '-0.125'],
    ['2/3', '0.6667'],
  ].map(([written, meant]) => ({
    what: `a weight of ${written}`,
    text: linear.replace('weight: 0.5', `weight: "${written}"`),
    code: 'parameter-type',
    at: [4, 18] as const,
    says: new RegExp(`not ${written} write ${meant}$`),
  })),
  {
    what: 'a slice without the base',
    text: 'merge_method: ties\nbase_model: org/c\nparameters: {weight: 1}\nslices:\n  - sources: [{model: org/a, layer_range: [0, 4]}]\n',
    code: 'slice-base-missing',
  },
  {
    what: 'a misspelt key',
    text: `paramters: {normalize: true}\n${linear}`,
    code: 'config-unknown-key',
    at: [1, 1],
    says: /“parameters”/,
  },
  {
    what: 'a misspelt key in depth',
    text: linear.replace('model: org/b', 'modle: org/b'),
    code: 'config-unknown-key',
    at: [5, 5],
    says: /“model”/,
  },
  {
    what: 'a key in camel case',
    text: linear.replace('merge_method', 'mergeMethod'),
    code: 'config-unknown-key',
    says: /“merge_method”/,
  },
  {
    what: 'a duplicate key',
    text: `${linear}dtype: float16\ndtype: bfloat16\n`,
    code: 'config-duplicate-key',
    at: [8, 1],
  },
  {
    what: 'a duplicate key, deep and of other quotes',
    text: linear.replace('{weight: 0.5}', "{weight: 0.5, 'weight': 1}"),
    code: 'config-duplicate-key',
    at: [4, 31],
    says: /first in line 4, again in line 4/,
  },
  {
    what: 'a duplicate key in what is ignored',
    text: `${linear}note:\n  a: 1\n  b: 2\n  a: 3\n`,
    code: 'config-key-repeated',
    at: [10, 3],
    says: /"a" appears twice: first in line 8, again in line 10/,
  },
  {
    what: 'a key that is ignored, twice, to give names to values',
    text: `const_tag: &A org/a\nconst_tag: &B org/b\n${linear.replace('org/a', '*A').replace('org/b', '*B')}`,
    code: 'config-key-repeated',
    at: [2, 1],
  },
  {
    what: 'a duplicate key of one value',
    text: `${linear}dtype: float16\ndtype: float16\n`,
    code: 'config-key-repeated',
    at: [8, 1],
  },
  {
    what: 'a duplicate key in what is ignored where it stands and taken from there',
    text: `note: &p {weight: 1, weight: 2}\n${linear.replace('{weight: 0.5}', '*p')}`,
    code: 'config-duplicate-key',
    at: [1, 22],
  },
  {
    what: 'an alias of nothing',
    text: linear.replace('{weight: 0.5}', '*p'),
    code: 'config-alias-undefined',
    at: [4, 17],
    says: /"p" is undefined/,
  },
  {
    what: 'a misspelt alias in what is ignored',
    text: `x: &params 1\ny: [*parms]\n${linear}`,
    code: 'config-alias-undefined',
    at: [2, 5],
    says: /did you mean \*params/,
  },
  {
    what: 'an alias before its anchor',
    text: `x: [*later, &later 1]\n${linear}`,
    code: 'config-alias-undefined',
    at: [1, 5],
  },
  {
    what: 'an alias that contains itself',
    text: linear.replace('{weight: 0.5}', '&p {weight: [*p]}'),
    code: 'config-alias-endless',
    at: [4, 30],
  },
  {
    what: 'aliases that make a few lines a billion values',
    text: `x: [&v [${'1, '.repeat(999)}1], &p {${Array.from({ length: 300 }, (_, n) => `w${n}: *v`)}, weight: 1}]\nmerge_method: linear\nmodels: [${'{model: org/a, parameters: *p}, '.repeat(300)}]\n`,
    code: 'config-alias-endless',
    says: /more than 50,000 values/,
  },
  {
    what: '<< within << without end',
    text: `a0: &a0 {weight: 1}\n${Array.from({ length: 70 }, (_, n) => `a${n + 1}: &a${n + 1} {<<: *a${n}}\n`).join('')}${linear.replace('{weight: 0.5}', '*a70')}`,
    code: 'config-alias-endless',
    says: /64 levels/,
  },
  {
    what: 'an anchor that stands twice',
    text: `x: &a 1\ny: &a 2\n${linear}`,
    code: 'config-anchor-duplicate',
    at: [2, 7],
    says: /first in line 1, again in line 2/,
  },
  ...['[', '{a: ', '- ', '? ', '[{b: ', '&x [', '!!seq ['].map((piece) => ({
    what: `${piece} a hundred thousand times`,
    text: `${linear}x:\n  ${piece.repeat(100_000)}`,
    code: 'config-too-deep',
    says: /more than 64 levels/,
  })),
  {
    what: 'a number for the name of a parameter',
    text: `${linear}parameters: {7: 1}\n`,
    code: 'config-type',
    at: [7, 14],
    says: /put it in quotes: "7"/,
  },
  { what: 'a list for a key', text: `${linear}? [a, b]\n: 1\n`, code: 'config-type', at: [7, 3] },
  {
    what: 'a parameter that is missing because it is misspelt',
    text: linear.replace('weight', 'wieght'),
    code: 'parameter-missing',
    says: /did you mean “weight” instead of "wieght"/,
  },
  {
    what: 'a key that is missing because it is misspelt',
    text: linear.replace('models', 'modles'),
    code: 'config-missing-key',
    says: /did you mean “models” instead of "modles"/,
  },
  ...['-0.1', '1.5', '[0, 1.01]', '[{filter: mlp, value: [0.5, -1]}, {value: 0.5}]'].map((t) => ({
    what: `slerp at ${t}`,
    text: `merge_method: slerp\nbase_model: org/a\nparameters: {t: ${t}}\nmodels: [{model: org/a}, {model: org/b}]\n`,
    code: 'parameter-range',
    at: [3, 14] as const,
  })),
  ...[
    'density: 0.9, gamma: 0.2',
    'gamma: [0.05, 0.3], density: [0.9, 0.9]',
    'gamma: [0, 0.3, 0], density: 0.8',
    'gamma: 0.2, density: [{filter: mlp, value: 0.85}, {value: 0.5}]',
  ].map((parameters) => ({
    what: `breadcrumbs with ${parameters}`,
    text: ties(`{weight: 1, ${parameters}}`).replace('ties', 'breadcrumbs'),
    code: 'parameter-range',
    says: /density .* gamma .* more than 1/,
  })),
  {
    what: 'della that leaves (0, 1) between the ends of a gradient',
    text: `merge_method: della\nbase_model: org/a\nslices:\n  - sources:\n      - {model: org/a, layer_range: [0, 9]}\n      - {model: org/b, layer_range: [0, 9], parameters: {weight: 1, density: [0.5, 1], epsilon: 0.1}}\n`,
    code: 'parameter-range',
    says: /density 0.9375 ± epsilon 0.1/,
  },
  {
    what: 'a weight in a gradient that no float32 holds',
    text: linear.replace('0.5', '[0.5, 1e39]'),
    code: 'parameter-range',
    at: [4, 18],
    says: /at most 3.40282e\+38 in size, the largest number of float32/,
  },
  {
    what: 'a weight in a filter that no float16 holds',
    text: `${ties('{weight: [{filter: mlp, value: 70000}, {value: 1}]}')}dtype: float16\n`,
    code: 'parameter-range',
    says: /65504.* float16/,
  },
  {
    what: 'weights that add up to more than float32 holds',
    text: linear.replaceAll('0.5', '3e38'),
    code: 'parameter-range',
    at: [2, 1],
    says: /add up/,
  },
  {
    what: 'weights that float32 makes zero',
    text: linear.replaceAll('0.5', '1e-46'),
    code: 'weights-all-zero',
    says: /too small/,
  },
  {
    what: 'weights that cancel in one layer',
    text: linear.replace('0.5', '[0, 1]').replace('0.5}', '[0, 1]}'),
    code: 'weights-cancel',
  },
  {
    what: 'multislerp weights that cancel',
    text: linear.replace('linear', 'multislerp').replace('0.5', '-0.5'),
    code: 'weights-cancel',
    says: /normalize_weights: false/,
  },
  {
    what: 'a tab',
    text: 'merge_method: linear\nmodels:\n\t- model: org/a\n',
    code: 'config-tab',
    at: [3, 1],
  },
  { what: 'a tab before a comment', text: `dtype: float16\t# c\n${linear}`, code: 'config-tab', at: [1, 15] },
  { what: 'a bell in a comment', text: `${linear}# a \u0007\n`, code: 'config-character', at: [7, 5] },
  {
    what: 'a line separator in a name',
    text: linear.replace('org/b', '"org/\u2028b"'),
    code: 'config-character',
    says: /U\+2028.*write \\u2028 in double quotes/,
  },
  { what: 'a day that no month has', text: `${linear}date: 2024-02-30\n`, code: 'config-scalar', at: [7, 7] },
  {
    what: 'a duplicate key behind an alias',
    text: `x: [&w weight]\n${linear.replace('weight: 0.5', 'weight: 0.5, *w : 1')}`,
    code: 'config-duplicate-key',
    at: [5, 31],
  },
  {
    what: 'a key that two << bring',
    text: `x: [&a {weight: 1}, &b {weight: 2}]\n${linear.replace('weight: 0.5', '<<: *a, <<: *b')}`,
    code: 'config-duplicate-key',
    at: [5, 26],
    says: /"weight" appears twice.*one <</,
  },
  { what: 'a tag', text: linear.replace('0.5', '!!python/object:os.system 0.5'), code: 'config-tag' },
  {
    what: 'an unclosed bracket',
    text: 'merge_method: linear\nmodels: [{model: org/a}\n',
    code: 'config-not-yaml',
  },
  {
    what: 'several documents',
    text: `name: first\n${linear}---\n${linear}`,
    code: 'config-multi-document',
    says: /mergekit-multi/,
  },
  { what: 'nothing', text: '', code: 'config-empty' },
  { what: 'only a comment', text: '# nothing\n', code: 'config-empty' },
  { what: 'a list', text: '- merge_method: linear\n', code: 'config-type' },
  {
    what: 'a config of mergekit-moe',
    text: 'base_model: org/a\ngate_mode: hidden\nexperts: []\n',
    code: 'config-other-tool',
    says: /mergekit-moe/,
  },
  {
    what: 'models and slices',
    text: `${linear}slices: [{sources: [{model: org/a, layer_range: [0, 1]}]}]\n`,
    code: 'config-exclusive-keys',
  },
  { what: 'neither models nor slices', text: 'merge_method: linear\n', code: 'config-missing-key' },
  { what: 'no method', text: two, code: 'config-missing-key', says: /merge_method/ },
  {
    what: 'two tokenizer keys',
    text: `${linear}tokenizer: {source: union}\ntokenizer_source: union\n`,
    code: 'config-exclusive-keys',
  },
  {
    what: 'a number for a model',
    text: linear.replace('org/a', '7'),
    code: 'config-type',
    says: /models\[0\]\.model must be text/,
  },
  {
    what: 'a reference with two revisions',
    text: linear.replace('org/a', 'org/a@b@c'),
    code: 'model-reference-invalid',
  },
  {
    what: 'an @ without a revision',
    text: linear.replace('org/a', './x@'),
    code: 'model-revision-empty',
    at: [3, 5],
    says: /takes for \.\/x .*path: "\.\/x@"/,
  },
  { what: 'an unknown dtype', text: `${linear}dtype: bf16\n`, code: 'dtype-unknown', says: /bfloat16/ },
  ...['dtype', 'out_dtype'].map((key) => ({
    what: `a ${key} as torch prints it`,
    text: `${linear}${key}: torch.bfloat16\n`,
    code: 'dtype-prefixed' as const,
    says: new RegExp(`taken as bfloat16.*write ${key}: bfloat16`),
  })),
  {
    what: 'an unknown dtype of torch',
    text: `${linear}dtype: torch.bf16\n`,
    code: 'dtype-unknown',
    says: /“torch.bf16”.*bfloat16/,
  },
  { what: 'an integer dtype', text: `${linear}dtype: int64\n`, code: 'dtype-not-float' },
  {
    what: 'a misspelt chat template',
    text: `${linear}chat_template: chatlm\n`,
    code: 'chat-template-invalid',
    says: /“chatml”/,
  },
  {
    what: 'a template with a filter that Jinja does not have',
    text: `${linear}chat_template: "{% for m in messages %}\\n{{ m | toJsn }}{% endfor %}"\n`,
    code: 'chat-template-invalid',
    at: [7, 1],
    says: /line 2, column 8 of the template: Jinja has no filter “toJsn”.*did you mean “tojson”/,
  },
  {
    what: 'a template with a test that Jinja does not have',
    text: `${linear}chat_template: "{{ 1 if x else 2 }}{{ x is not definde }}"\n`,
    code: 'chat-template-invalid',
    says: /line 1, column 32 of the template: Jinja has no test “definde”.*did you mean “defined”/,
  },
  {
    what: 'a template that Jinja cannot compile',
    text: `${linear}chat_template: "{% for m in messages %}\\n{{ m"\n`,
    code: 'chat-template-invalid',
    at: [7, 1],
    says: /line 2, column 1 of the template: the tag \{\{ has no end \}\}/,
  },
  {
    what: 'a tokenizer of a stranger',
    text: `${linear}tokenizer: {source: org/z}\n`,
    code: 'tokenizer-source-outside',
  },
  {
    what: 'a base tokenizer without a base',
    text: `${linear}tokenizer_source: base\n`,
    code: 'tokenizer-source-base-open',
  },
  {
    what: 'a token from a stranger',
    text: `${linear}tokenizer: {tokens: {"<x>": {source: org/z}}}\n`,
    code: 'token-source-invalid',
  },
  {
    what: 'a token of both kinds',
    text: `${linear}tokenizer: {tokens: {"<x>": {source: {kind: model_token, model: org/a, token: a, token_id: 1}}}}\n`,
    code: 'config-ignored-key',
  },
  {
    what: 'padding by 0',
    text: `${linear}tokenizer: {pad_to_multiple_of: 0}\n`,
    code: 'parameter-without-effect',
  },
  {
    what: 'padding to more rows than any model has',
    text: `${linear}tokenizer: {pad_to_multiple_of: 1000000000000}\n`,
    code: 'config-type',
    says: /rows that a model can have/,
  },
  {
    what: 'a key that mergekit ignores',
    text: `${linear}author: me\n`,
    code: 'config-ignored-key',
    at: [7, 1],
  },
  {
    what: 'a parameter of another method',
    text: linear.replace('weight: 0.5', 'weight: 0.5, density: 0.5'),
    code: 'parameter-ignored',
  },
]

describe('a bad config', () => {
  test.each(bad)('names $what', ({ text, code, at, says, mergekit }) => {
    const all = findings(text, mergekit)
    const match = all.find((finding) => finding.code === code)
    expect(match, JSON.stringify(all)).toBeDefined()
    expect(match!.line).toBeGreaterThanOrEqual(1)
    if (at) expect([match!.line, match!.column]).toEqual(at)
    if (says) expect(`${match!.message} ${match!.hint}`).toMatch(says)
  })

  test('tells everything that is wrong at once', () => {
    const codes = findings('merge_method: ties\nmodles: []\nmodels: [{model: 3}]\ndtype: 4\n').map(
      ({ code }) => code,
    )
    expect(codes).toEqual(['config-unknown-key', 'config-type', 'config-type'])
  })

  test('refuses aliases that expand without end', () => {
    const bomb = `a: &a [x, x, x, x, x, x, x, x, x]
${'bcdefgh'
  .split('')
  .map((name, at) => `${name}: &${name} [${Array(9).fill(`*${'abcdefg'[at]}`).join(', ')}]`)
  .join('\n')}
merge_method: linear
models: *h
`
    expect(findings(bomb).some(({ severity }) => severity === 'error')).toBe(true)
  })
})
