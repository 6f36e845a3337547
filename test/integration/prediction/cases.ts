/** A donor as `test/support/prediction_lab.py` makes it: sizes of tokenizer, tensor and config, and changes. */
export interface DonorSpec {
  readonly tokens?: number
  readonly added?: readonly string[]
  readonly rows?: number
  readonly vocab_size?: number
  readonly tied?: boolean
  readonly architecture?: 'mistral3'
  readonly moved?: number
  readonly toward?: number
  readonly drop_files?: readonly string[]
  readonly set_config?: Readonly<Record<string, unknown>>
  readonly tokenizer_config?: Readonly<Record<string, unknown>>
  readonly upper_case?: number
  readonly leave_hole?: number
  readonly word_level?: boolean
  readonly drop_added_tokens_key?: boolean
  readonly shape?: Readonly<Record<string, number>>
  readonly rename_tensors?: Readonly<Record<string, string | null>>
  readonly add_tensors?: Readonly<Record<string, readonly number[]>>
  readonly write_files?: Readonly<Record<string, string>>
  readonly link_nowhere?: readonly string[]
  readonly pickle_weights?: boolean
  /** `type:class` of transformers, in place of a Mistral. */
  readonly class?: string
  /** A prefix that the names of its tensors lack. */
  readonly bare?: string
  /** Its tensors have the names that transformers has in memory. */
  readonly loaded?: boolean
}

const chat = ['<|im_start|>', '<|im_end|>']
const tokenizerFiles = ['tokenizer.json', 'tokenizer_config.json', 'special_tokens_map.json']
const moved = (toward: number) => ({ moved: 0.5, toward })

/** 512 tokens unless said otherwise; names begin in the order in which the patch would let them lead. */
export const donors: Readonly<Record<string, DonorSpec>> = {
  base: {},
  full: { added: chat, ...moved(1) },
  'ghost-both': { added: chat, rows: 512, vocab_size: 514, ...moved(2) },
  ghost: { added: chat, rows: 512, vocab_size: 512, ...moved(3) },
  truncated: { rows: 510, vocab_size: 512, ...moved(4) },
  'behind-config': { added: chat, rows: 514, vocab_size: 512, ...moved(5) },
  padded: { rows: 520, vocab_size: 520, ...moved(6) },
  'padded-rows': { rows: 520, vocab_size: 512, ...moved(6) },
  'padded-config': { rows: 512, vocab_size: 520, ...moved(6) },
  ordinary: { tokens: 514, rows: 512, vocab_size: 512, ...moved(7) },
  'ordinary-full': { tokens: 514, ...moved(7) },
  reversed: { added: [...chat].reverse(), ...moved(8) },
  capitals: { upper_case: 400, ...moved(9) },
  mute: { drop_files: tokenizerFiles, ...moved(10) },
  silent: { set_config: { vocab_size: null }, ...moved(11) },
  tied: { tied: true, ...moved(12) },
  'tied-full': { tied: true, added: chat, ...moved(12) },
  sparse: { leave_hole: 450, ...moved(13) },
  'unnamed-specials': {
    drop_files: ['special_tokens_map.json'],
    write_files: { 'tokenizer_config.json': '{}' },
    ...moved(22),
  },
  words: { word_level: true, added: chat, rows: 512, vocab_size: 512, ...moved(14) },
  keyless: { drop_added_tokens_key: true, ...moved(17) },
  backend: { tokenizer_config: { tokenizer_class: 'TokenizersBackend' }, ...moved(15) },
  'ghost-eos': {
    added: chat,
    rows: 512,
    vocab_size: 512,
    tokenizer_config: { eos_token: '<|im_end|>' },
    ...moved(20),
  },
  'unknown-pad': { tokenizer_config: { pad_token: '<|padding|>' }, ...moved(21) },
  vision: { architecture: 'mistral3' },
  'vision-full': { architecture: 'mistral3', added: chat, ...moved(18) },
  'vision-ghost': { architecture: 'mistral3', added: chat, rows: 512, vocab_size: 514, ...moved(19) },
  other: { ...moved(16) },
}

export interface Case {
  readonly name: string
  readonly method?: string
  readonly base?: string
  readonly models?: readonly string[]
  /** Instead of models: the sources of each slice, one layer each. */
  readonly slices?: readonly (readonly string[])[]
  /** The modules that the models, or the slices, are given for. */
  readonly modules?: readonly string[]
  readonly tokenizer?: unknown
  readonly parameters?: Readonly<Record<string, unknown>>
}

const union = { source: 'union' }
const from = (model: string) => ({ source: `@${model}` })
const start = (setting: unknown, source: unknown = 'union') => ({
  source,
  tokens: { '<|im_start|>': setting },
})
const brandNew = (setting: unknown, source: unknown = 'union') => ({ source, tokens: { '<|new|>': setting } })

/** `@name` stands for the folder of a donor. */
export const cases: readonly Case[] = [
  { name: 'equal vocabularies', models: ['base', 'other'], tokenizer: union },
  { name: 'equal vocabularies, no key', models: ['base', 'other'] },
  { name: 'extra tokens, no base', models: ['base', 'full'], tokenizer: union },
  { name: 'extra tokens, base', base: 'base', models: ['base', 'full'], tokenizer: union },
  {
    name: 'extra tokens, source base',
    base: 'base',
    models: ['base', 'full'],
    tokenizer: { source: 'base' },
  },
  { name: 'ghost, nobody holds', base: 'base', models: ['base', 'ghost'], tokenizer: union },
  { name: 'ghost beside a holder', base: 'base', models: ['base', 'full', 'ghost'], tokenizer: union },
  { name: 'ghost leads', base: 'ghost', models: ['ghost', 'full'], tokenizer: union },
  { name: 'ghost and holder, no base', models: ['full', 'ghost'], tokenizer: union },
  { name: 'ghost alone', models: ['ghost'], tokenizer: union },
  { name: 'ghost alone, source base', base: 'ghost', models: ['ghost'], tokenizer: { source: 'base' } },
  { name: 'ghost-both, nobody holds', base: 'base', models: ['base', 'ghost-both'], tokenizer: union },
  {
    name: 'ghost-both beside a holder',
    base: 'base',
    models: ['base', 'full', 'ghost-both'],
    tokenizer: union,
  },
  { name: 'ghost-both alone', models: ['ghost-both'], tokenizer: union },
  {
    name: 'ghost-both leads, source base',
    base: 'ghost-both',
    models: ['ghost-both', 'full'],
    tokenizer: { source: 'base' },
  },
  { name: 'both sorts of ghosts', base: 'full', models: ['full', 'ghost', 'ghost-both'], tokenizer: union },
  { name: 'truncated tensor', base: 'base', models: ['base', 'truncated'], tokenizer: union },
  { name: 'truncated tensor leads', base: 'truncated', models: ['truncated', 'other'], tokenizer: union },
  { name: 'truncated tensor alone', models: ['truncated'], tokenizer: union },
  { name: 'truncated tensor, no base', models: ['base', 'truncated'], tokenizer: union },
  { name: 'no key, unequal rows', base: 'base', models: ['base', 'truncated'] },
  { name: 'no key, unequal rows, ties', method: 'ties', base: 'base', models: ['base', 'truncated'] },
  {
    name: 'no key, unequal rows, ties, smaller base',
    method: 'ties',
    base: 'truncated',
    models: ['truncated', 'base'],
  },
  { name: 'no key, unequal rows, karcher', method: 'karcher', models: ['base', 'truncated'] },
  { name: 'no key, extra rows', base: 'base', models: ['base', 'full'] },
  { name: 'no key, ghost follows', base: 'base', models: ['base', 'ghost'] },
  { name: 'no key, ghost leads', base: 'ghost', models: ['ghost', 'base'] },
  { name: 'no key, ghost, no base', models: ['base', 'ghost'] },
  { name: 'no key, ids differ', base: 'full', models: ['full', 'reversed'] },
  { name: 'config behind the tensor', base: 'base', models: ['base', 'behind-config'], tokenizer: union },
  {
    name: 'config behind the tensor, beside a holder',
    base: 'base',
    models: ['base', 'full', 'behind-config'],
    tokenizer: union,
  },
  { name: 'config behind the tensor, alone', models: ['behind-config'], tokenizer: union },
  {
    name: 'config behind the tensor, source base',
    base: 'behind-config',
    models: ['behind-config'],
    tokenizer: { source: 'base' },
  },
  { name: 'ordinary token beyond, leads', base: 'ordinary', models: ['ordinary', 'base'], tokenizer: union },
  { name: 'ordinary token beyond, follows', base: 'base', models: ['base', 'ordinary'], tokenizer: union },
  { name: 'ordinary token beyond, no base', models: ['base', 'ordinary'], tokenizer: union },
  { name: 'ordinary tokens more', base: 'base', models: ['base', 'ordinary-full'], tokenizer: union },
  { name: 'ids differ', base: 'full', models: ['full', 'reversed'], tokenizer: union },
  { name: 'ids differ, three donors', base: 'base', models: ['full', 'reversed'], tokenizer: union },
  { name: 'two vocabularies', base: 'base', models: ['base', 'capitals'], tokenizer: union },
  { name: 'two vocabularies, no base', models: ['base', 'capitals'], tokenizer: union },
  {
    name: 'two vocabularies, three donors, no base',
    models: ['other', 'capitals', 'full'],
    tokenizer: union,
  },
  {
    name: 'padding',
    base: 'base',
    models: ['base', 'full'],
    tokenizer: { source: 'union', pad_to_multiple_of: 64 },
  },
  { name: 'rows padded', base: 'base', models: ['base', 'padded'], tokenizer: union },
  { name: 'rows padded, leads', base: 'padded', models: ['padded', 'full'], tokenizer: union },
  { name: 'rows padded, config not', base: 'base', models: ['base', 'padded-rows'], tokenizer: union },
  {
    name: 'config padded, rows not',
    base: 'padded-config',
    models: ['padded-config', 'full'],
    tokenizer: union,
  },
  { name: 'explicit source', base: 'base', models: ['base', 'full'], tokenizer: start(from('full')) },
  {
    name: 'explicit source, forced',
    base: 'full',
    models: ['full', 'reversed'],
    tokenizer: start({ ...from('reversed'), force: true }),
  },
  {
    name: 'explicit source is a ghost',
    base: 'base',
    models: ['base', 'full', 'ghost-both'],
    tokenizer: start(from('ghost-both')),
  },
  {
    name: 'explicit source is an unset ghost',
    base: 'base',
    models: ['base', 'full', 'ghost'],
    tokenizer: start(from('ghost')),
  },
  {
    name: 'explicit source does not know it',
    base: 'base',
    models: ['base', 'full'],
    tokenizer: start(from('base')),
  },
  {
    name: 'explicit zero',
    base: 'base',
    models: ['base', 'full'],
    tokenizer: start({ source: { kind: 'zero' } }),
  },
  { name: 'explicit without a source', base: 'base', models: ['base', 'full'], tokenizer: start({}) },
  {
    name: 'explicit without a source, all have it',
    base: 'full',
    models: ['full', 'reversed'],
    tokenizer: start({}),
  },
  {
    name: 'new token, zero',
    base: 'base',
    models: ['base', 'full'],
    tokenizer: brandNew({ source: { kind: 'zero' } }),
  },
  {
    name: 'new token, zero, source base',
    base: 'base',
    models: ['base', 'full'],
    tokenizer: brandNew({ source: { kind: 'zero' } }, 'base'),
  },
  {
    name: 'new token from another',
    base: 'base',
    models: ['base', 'full'],
    tokenizer: brandNew({ source: { kind: 'model_token', model: '@full', token: '<|im_end|>' } }),
  },
  {
    name: 'new token from an unknown one',
    base: 'base',
    models: ['base', 'full'],
    tokenizer: brandNew({ source: { kind: 'model_token', model: '@base', token: '<|im_end|>' } }),
  },
  {
    name: 'new token by id',
    base: 'base',
    models: ['base', 'full'],
    tokenizer: brandNew({ source: { kind: 'model_token', model: '@base', token_id: 7 } }),
  },
  {
    name: 'new token by an id beyond',
    base: 'base',
    models: ['base', 'full'],
    tokenizer: brandNew({ source: { kind: 'model_token', model: '@base', token_id: 600 } }),
  },
  {
    name: 'new token in padded config, source base',
    base: 'padded',
    models: ['padded', 'base'],
    tokenizer: brandNew({ source: { kind: 'zero' } }, 'base'),
  },
  { name: 'source is a model', base: 'base', models: ['base', 'full'], tokenizer: from('full') },
  { name: 'source is a smaller model', base: 'full', models: ['full', 'base'], tokenizer: from('base') },
  { name: 'source is a ghost', base: 'base', models: ['base', 'full', 'ghost'], tokenizer: from('ghost') },
  { name: 'source is the leading ghost', base: 'ghost', models: ['ghost', 'base'], tokenizer: from('ghost') },
  {
    name: 'slerp with extra tokens',
    method: 'slerp',
    base: 'base',
    models: ['base', 'full'],
    tokenizer: union,
    parameters: { t: 0.5 },
  },
  { name: 'ties beside a ghost', method: 'ties', base: 'base', models: ['full', 'ghost'], tokenizer: union },
  {
    name: 'della with both ghosts',
    method: 'della',
    base: 'base',
    models: ['ghost', 'ghost-both'],
    tokenizer: union,
    parameters: { weight: 0.5, density: 0.5 },
  },
  { name: 'karcher with extra tokens', method: 'karcher', models: ['base', 'full'], tokenizer: union },
  {
    name: 'model_stock beside a ghost',
    method: 'model_stock',
    base: 'base',
    models: ['full', 'ghost-both'],
    tokenizer: union,
  },
  { name: 'tied embeddings', base: 'tied', models: ['tied', 'tied-full'], tokenizer: union },
  { name: 'tied and untied', base: 'base', models: ['base', 'tied-full'], tokenizer: union },
  { name: 'no tokenizer follows', base: 'base', models: ['base', 'mute'], tokenizer: union },
  { name: 'no tokenizer leads', base: 'mute', models: ['mute', 'base'], tokenizer: union },
  { name: 'no tokenizer, no base', models: ['base', 'mute'], tokenizer: union },
  { name: 'no added_tokens key follows', base: 'base', models: ['base', 'keyless'], tokenizer: union },
  { name: 'no added_tokens key leads', base: 'keyless', models: ['keyless', 'base'], tokenizer: union },
  { name: 'no vocab_size', base: 'base', models: ['base', 'silent'], tokenizer: union },
  { name: 'sparse ids, alone', models: ['sparse'], tokenizer: union },
  { name: 'sparse ids lead', base: 'sparse', models: ['sparse', 'full'], tokenizer: union },
  { name: 'sparse ids follow', base: 'base', models: ['base', 'sparse'], tokenizer: union },
  { name: 'not BPE', base: 'words', models: ['words', 'base'], tokenizer: union },
  { name: 'not BPE, follows', base: 'base', models: ['base', 'words'], tokenizer: union },
  { name: 'tokenizer of transformers 5', base: 'base', models: ['base', 'backend'], tokenizer: union },
  { name: 'slices of two donors', method: 'passthrough', slices: [['full'], ['base']], tokenizer: union },
  {
    name: 'slices, holder first',
    slices: [
      ['base', 'full'],
      ['base', 'other'],
    ],
    base: 'base',
    tokenizer: union,
  },
  {
    name: 'pictures and text, extra tokens',
    base: 'vision',
    models: ['vision', 'vision-full'],
    tokenizer: union,
  },
  {
    name: 'pictures and text, ghost',
    base: 'vision',
    models: ['vision-full', 'vision-ghost'],
    tokenizer: union,
  },
  { name: 'nuslerp beside a ghost', method: 'nuslerp', models: ['full', 'ghost-both'], tokenizer: union },
  {
    name: 'breadcrumbs beside a ghost',
    method: 'breadcrumbs',
    base: 'base',
    models: ['full', 'ghost-both'],
    tokenizer: union,
  },
  { name: 'end-of-sequence token is a ghost, alone', models: ['ghost-eos'], tokenizer: union },
  {
    name: 'end-of-sequence token is a ghost, leads',
    base: 'ghost-eos',
    models: ['ghost-eos', 'base'],
    tokenizer: union,
  },
  {
    name: 'end-of-sequence token is a ghost, follows',
    base: 'base',
    models: ['base', 'ghost-eos'],
    tokenizer: union,
  },
  {
    name: 'end-of-sequence token is a ghost, source base',
    base: 'ghost-eos',
    models: ['ghost-eos', 'base'],
    tokenizer: { source: 'base' },
  },
  {
    name: 'end-of-sequence token is a ghost, beside a holder',
    base: 'ghost-eos',
    models: ['ghost-eos', 'full'],
    tokenizer: union,
  },
  {
    name: 'padding token is unknown to the tokenizer, follows',
    base: 'base',
    models: ['base', 'unknown-pad'],
    tokenizer: union,
  },
  {
    name: 'padding token is unknown to the tokenizer, leads',
    base: 'unknown-pad',
    models: ['unknown-pad', 'base'],
    tokenizer: union,
  },
]
