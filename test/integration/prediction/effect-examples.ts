import type { FindingCode } from '../../../src/core/findings/codes.ts'
import { knownMergekits, newestMergekit } from '../../../src/core/mergekit/known.ts'
import { mergeMethods } from '../../../src/core/methods.ts'
import type { Outcome } from '../../../src/core/preflight/stock-types.ts'
import type { DonorSpec } from './cases.ts'

/** What shows what stock mergekit does when a finding holds: a config whose `@name`s are donors. */
export interface Example {
  readonly config: string
  /** Runs of mergekit, each with another model first in its set. */
  readonly rotations?: number
  /** mergekit's own options. */
  readonly options?: Readonly<Record<string, boolean>>
  /** The only mergekit that shows it; all do unless given. */
  readonly mergekit?: string
  /** What is predicted of our own code, where mergekit's fails or damages the result. */
  readonly patched?: Outcome
}

const newest = newestMergekit.version
const oldest = knownMergekits[0]!.version
/** The last one whose sparsifiers cannot leave none of a tensor. */
const older = knownMergekits.findLast(({ does }) => !does.sparsifiesToNone)!.version

/** Files that a merge can do without, and the finding of one that holds no JSON; null: it may. */
const optionalFiles = {
  'generation_config.json': 'donor-note',
  'special_tokens_map.json': 'tokenizer-note',
  'added_tokens.json': 'tokenizer-note',
  'chat_template.json': 'tokenizer-note',
  'adapter_config.json': 'donor-note',
  'tokenizer_config.json': null,
  'chat_template.jinja': null,
  'model.safetensors.index.json': null,
  'README.md': null,
} as const satisfies Readonly<Record<string, FindingCode | null>>
const dashed = (path: string) => path.replaceAll(/[._]/g, '-')

/** The weights of the layers of a donor, which has two, without the prefix of its class. */
const layered: readonly string[] = [0, 1].flatMap((layer) =>
  [
    ...['self_attn.q_proj', 'self_attn.k_proj', 'self_attn.v_proj', 'self_attn.o_proj'],
    ...['mlp.gate_proj', 'mlp.up_proj', 'mlp.down_proj'],
    ...['input_layernorm', 'post_attention_layernorm'],
  ].map((name) => `layers.${layer}.${name}`),
)

/** Donors besides those of the cases. */
export const exampleDonors: Readonly<Record<string, DonorSpec>> = {
  ...Object.fromEntries(
    Object.keys(optionalFiles).flatMap((path) => [
      [`away-${dashed(path)}`, { link_nowhere: [path] }],
      [`odd-${dashed(path)}`, { write_files: { [path]: '{' } }],
    ]),
  ),
  'other-theta': { set_config: { rope_theta: 2e7 } },
  'other-eps': { set_config: { rms_norm_eps: 1e-3 } },
  wide: { shape: { hidden: 32 } },
  deep: { shape: { layers: 3 } },
  'deep-too': { shape: { layers: 3 }, moved: 0.5, toward: 2 },
  third: { moved: 0.5, toward: 3 },
  thick: { shape: { intermediate: 48 } },
  llama: { set_config: { architectures: ['LlamaForCausalLM'], model_type: 'llama' } },
  'llama-misspelt': { set_config: { architectures: ['LLaMaForCausalLM'], model_type: 'llama' } },
  qwen: {
    set_config: { architectures: ['Qwen3ForCausalLM'], model_type: 'qwen3' },
    add_tensors: Object.fromEntries(
      [0, 1].flatMap((layer) =>
        ['q_norm', 'k_norm'].map((name) => [`model.layers.${layer}.self_attn.${name}.weight`, [8]]),
      ),
    ),
  },
  // Experts apart, as on the Hub: transformers 5 puts them together.
  ...Object.fromEntries(
    ['mixtral', 'mixtral-too'].map((name) => [
      name,
      {
        set_config: {
          architectures: ['MixtralForCausalLM'],
          model_type: 'mixtral',
          num_local_experts: 2,
          num_experts_per_tok: 1,
        },
        add_tensors: Object.fromEntries(
          [0, 1].flatMap((layer) => [
            [`model.layers.${layer}.block_sparse_moe.gate.weight`, [2, 16]],
            ...[0, 1].flatMap((expert) =>
              ['w1', 'w2', 'w3'].map((weight) => [
                `model.layers.${layer}.block_sparse_moe.experts.${expert}.${weight}.weight`,
                weight === 'w2' ? [16, 32] : [32, 16],
              ]),
            ),
          ]),
        ),
        rename_tensors: { 'gate_proj.weight': null, 'up_proj.weight': null, 'down_proj.weight': null },
      },
    ]),
  ),
  // An encoder and a decoder; mergekit has no definition of it.
  'two-stacks': {
    set_config: {
      architectures: ['BartForConditionalGeneration'],
      model_type: 'bart',
      d_model: 16,
      encoder_layers: 2,
      decoder_layers: 2,
    },
    add_tensors: Object.fromEntries(
      ['encoder', 'decoder'].flatMap((stack) =>
        [0, 1].map((layer) => [`model.${stack}.layers.${layer}.final_layer_norm.weight`, [16]]),
      ),
    ),
    rename_tensors: { 'model.norm.weight': null, 'proj.weight': null, 'layernorm.weight': null },
  },
  // A layer that config.json does not count.
  ...Object.fromEntries(
    ['longer', 'longer-too'].map((name, toward) => [
      name,
      {
        toward,
        add_tensors: Object.fromEntries(
          layered
            .filter((layer) => layer.startsWith('layers.1.'))
            .map((layer) => [`model.${layer.replace('.1.', '.2.')}.weight`, [16]]),
        ),
      },
    ]),
  ),
  scored: {
    set_config: { architectures: ['LlamaForSequenceClassification'], model_type: 'llama' },
    add_tensors: { 'score.weight': [2, 16] },
    rename_tensors: { 'lm_head.weight': null },
  },
  blocks: {
    rename_tensors: Object.fromEntries(
      layered.map((name) => [`model.${name}.weight`, `model.${name.replace('layers', 'blocks')}.weight`]),
    ),
  },
  glm: { class: 'glm4_moe:Glm4MoeForCausalLM' },
  'bloom-bare': { class: 'bloom:BloomForCausalLM', bare: 'transformer.' },
  'bloom-bare-too': { class: 'bloom:BloomForCausalLM', bare: 'transformer.', toward: 1 },
  llava: { class: 'llava:LlavaForConditionalGeneration' },
  'llava-loaded': { class: 'llava:LlavaForConditionalGeneration', loaded: true, toward: 1 },
  qwen2vl: { class: 'qwen2_vl:Qwen2VLForConditionalGeneration' },
  'qwen2vl-loaded': { class: 'qwen2_vl:Qwen2VLForConditionalGeneration', loaded: true, toward: 1 },
  opt: { class: 'opt:OPTForCausalLM' },
  aimv2: { class: 'aimv2:Aimv2Model' },
  // One expert in each layer, of four.
  ...Object.fromEntries(
    ['one-expert', 'one-expert-too'].map((name, toward) => [
      name,
      {
        class: 'qwen2_moe:Qwen2MoeForCausalLM',
        toward,
        set_config: { num_experts: 1, num_experts_per_tok: 1 },
        rename_tensors: Object.fromEntries(
          [1, 2, 3].flatMap((expert) =>
            ['gate', 'up', 'down'].map((weight) => [`experts.${expert}.${weight}_proj.weight`, null]),
          ),
        ),
      },
    ]),
  ),
  'by-layer': { set_config: { layer_patterns: ['near', 'far'] } },
  strange: { set_config: { architectures: ['StrangeForCausalLM'] } },
  'text-as-size': { set_config: { hidden_size: '16' } },
  'no-such-dtype': { set_config: { torch_dtype: 'floaty' } },
  'bare-scaling': { set_config: { rope_scaling: { type: 'linear' } } },
  'bare-llama': {
    set_config: {
      architectures: ['LlamaForCausalLM'],
      model_type: 'llama',
      rope_scaling: { type: 'linear' },
    },
  },
  ...Object.fromEntries(
    ['base', 'lacking', 'whole'].map((name, toward) => [
      `strange-${name}`,
      {
        set_config: { architectures: ['StrangeForCausalLM'] },
        toward,
        moved: 0.5,
        ...(name === 'lacking' && { rename_tensors: { 'model.norm.weight': null } }),
      },
    ]),
  ),
  'new-type': { set_config: { model_type: 'unheard-of' } },
  'two-architectures': { set_config: { architectures: ['MistralForCausalLM', 'MistralModel'] } },
  unnamed: { set_config: { architectures: null } },
  'no-architecture': { set_config: { architectures: [] } },
  incomplete: { rename_tensors: { 'model.norm.weight': null } },
  // As the model alone is saved, without the class that gives it a head.
  bare: {
    rename_tensors: Object.fromEntries(
      [...['embed_tokens', 'norm'], ...layered].map((name) => [`model.${name}.weight`, `${name}.weight`]),
    ),
  },
  // It lies in the file, and the index does not name it.
  unlisted: {
    write_files: {
      'model.safetensors.index.json': JSON.stringify({
        weight_map: Object.fromEntries(
          [...['model.embed_tokens', 'lm_head'], ...layered.map((name) => `model.${name}`)].map((name) => [
            `${name}.weight`,
            'model.safetensors',
          ]),
        ),
      }),
    },
  },
  'incomplete-too': { rename_tensors: { 'model.norm.weight': null } },
  more: { add_tensors: { 'model.extra.weight': [4] } },
  'more-too': { add_tensors: { 'model.extra.weight': [4] } },
  'qwen-bare': { set_config: { architectures: ['Qwen3ForCausalLM'], model_type: 'qwen3' } },
  gptq: {
    rename_tensors: { 'proj.weight': 'proj.qweight' },
    set_config: { quantization_config: { quant_method: 'gptq', bits: 4 } },
  },
  unpacked: { set_config: { quantization_config: { quant_method: 'fp8' } } },
  fp8: {
    rename_tensors: { 'proj.weight': 'float8_e4m3fn' },
    set_config: { quantization_config: { quant_method: 'fp8' } },
  },
  'fp8-other': { rename_tensors: { 'proj.weight': 'float8_e4m3fn' }, moved: 0.5, toward: 2 },
  whole: { rename_tensors: { 'proj.weight': 'int8' }, moved: 2, toward: 3 },
  pickled: { pickle_weights: true },
  'own-code': {
    set_config: {
      model_type: 'own',
      architectures: ['OwnForCausalLM'],
      auto_map: { AutoConfig: 'own.OwnConfig' },
    },
  },
  'known-code': { set_config: { auto_map: { AutoConfig: 'own.OwnConfig' } } },
  empty: { drop_files: ['model.safetensors'] },
  damaged: { write_files: { 'model.safetensors': 'damaged' } },
  'bad-index': {
    write_files: { 'model.safetensors.index.json': '{"weight_map": {"model.norm.weight": 5}}' },
  },
  'no-shard': {
    write_files: {
      'model.safetensors.index.json': '{"weight_map": {"model.norm.weight": "model-2.safetensors"}}',
    },
  },
  'no-config': { drop_files: ['config.json'] },
  'bad-generation': { write_files: { 'generation_config.json': '{' } },
  'bad-tokenizer': { write_files: { 'tokenizer.json': '{"model":' } },
  float: { rename_tensors: { weight: 'float32' } },
  'tied-head': { set_config: { tie_word_embeddings: true } },
  eos: { set_config: { eos_token_id: 7 }, drop_files: ['generation_config.json'] },
  bos: { set_config: { bos_token_id: 7 }, drop_files: ['generation_config.json'] },
  pad: { set_config: { pad_token_id: 7 }, drop_files: ['generation_config.json'] },
  template: { tokenizer_config: { chat_template: '<|im_start|>{{ messages }}' } },
}

const models = (...names: readonly string[]) =>
  `models: [${names.map((name) => `{model: "@${name}", parameters: {weight: 1}}`).join(', ')}]\n`
const linear = (...names: readonly string[]) => `merge_method: linear\n${models(...names)}`
const two = linear('base', 'other')
const slices = (...ranges: readonly string[]) =>
  `slices: [${ranges.map((range) => `{sources: [{model: "@base", layer_range: ${range}}]}`).join(', ')}]\n`

const passthrough = (first: string, last: string) =>
  `merge_method: passthrough\nslices: [{sources: [{model: "@${first}", layer_range: [0, 1]}]}, {sources: [{model: "@${last}", layer_range: [1, 2]}]}]\n`

const sparse = (method: string, parameters: string) =>
  `merge_method: ${method}\nbase_model: "@base"\nmodels: [{model: "@other", parameters: {weight: 1, ${parameters}}}]\n`
const sce = (topk: string) =>
  `merge_method: sce\nbase_model: "@base"\nmodels: [{model: "@other"}, {model: "@third"}]\nparameters: {select_topk: ${topk}}\n`

/**
 * One for each finding whose effect the prediction of the vocabularies does not know anyway. A reason in place
 * of an example: what cannot be made tiny.
 */
export const examples: Readonly<Partial<Record<FindingCode, Example | string>>> = {
  'config-unreadable': 'mergekit is not asked: there is no file',
  'config-not-yaml': { config: `${two}dtype: [\n` },
  'config-character': { config: `${two}# a bell: \u0007\n` },
  'config-tab': { config: two.replace('linear', 'linear\t# the mean') },
  'config-scalar': { config: `${two}created: 2024-02-30\n` },
  'config-empty': { config: '' },
  'config-multi-document': { config: `${two}---\n${two}` },
  'config-other-tool': { config: 'base_model: "@base"\nexperts: []\n' },
  'config-duplicate-key': { config: `merge_method: slerp\n${two}` },
  'config-key-repeated': { config: `const_tag: 1\nconst_tag: 2\n${two}` },
  'config-tag': { config: `${two}dtype: !float32 float32\n` },
  'config-anchor-duplicate': { config: `${two}a: &x 1\nb: &x 2\nc: *x\n` },
  'config-alias-undefined': { config: `${two}dtype: *x\n` },
  'config-alias-endless': { config: 'merge_method: linear\nmodels: &x [*x]\n' },
  'config-too-deep': { config: `${two}a: ${'['.repeat(2000)}${']'.repeat(2000)}\n` },
  'config-unknown-key': { config: `${two}dype: float16\n` },
  'config-ignored-key': { config: `${two}author: me\n` },
  'config-type': { config: 'merge_method: linear\nmodels: 5\n' },
  'config-missing-key': { config: models('base') },
  'config-exclusive-keys': { config: `${two}${slices('[0, 2]')}` },
  'model-reference-invalid': { config: 'merge_method: linear\nmodels: [{model: "a@b@c"}]\n' },
  'model-revision-empty': { config: two.replace('"@base"', '"@base@"') },
  'method-unknown': { config: two.replace('linear', 'linaer') },
  'method-unavailable': 'only an older mergekit lacks a method',
  'method-needs-base': { config: `merge_method: ties\n${models('base', 'other')}` },
  'donor-count': { config: `merge_method: passthrough\n${models('base', 'other')}` },
  'donor-duplicate': { config: linear('base', 'base') },
  'base-without-weight': {
    config: `${two.replace('"@base", parameters: {weight: 1}', '"@full", parameters: {weight: 1}')}base_model: "@base"\n`,
  },
  'slice-base-missing': {
    config: `merge_method: slerp\nbase_model: "@full"\nparameters: {t: 0.5}\nslices: [{sources: [{model: "@base", layer_range: [0, 2]}, {model: "@other", layer_range: [0, 2]}]}]\n`,
  },
  'parameter-missing': { config: 'merge_method: linear\nmodels: [{model: "@base"}, {model: "@other"}]\n' },
  'parameter-type': { config: two.replace('weight: 1', 'weight: much') },
  'parameter-range': {
    config: `merge_method: ties\nbase_model: "@base"\nmodels: [{model: "@other", parameters: {weight: 1, density: 1.5}}]\n`,
  },
  'parameter-unknown': { config: `${two}parameters: {nomalize: true}\n` },
  'parameter-ignored': { config: `${two}parameters: {density: 0.5}\n` },
  'parameter-zero': { config: sparse('ties', 'density: [0, 1]'), patched: 'succeeds' },
  'mergekit-unknown': 'is about the mergekit itself, and of an unknown one nothing is known',
  'density-too-small': { config: sparse('ties', 'density: 0.05'), mergekit: older, patched: 'succeeds' },
  'gamma-too-small': {
    config: sparse('breadcrumbs', 'density: 0.5, gamma: 0'),
    mergekit: older,
    patched: 'succeeds',
  },
  'select-topk-too-small': { config: sce('0.05'), mergekit: older },
  'parameter-without-effect': {
    config: `merge_method: breadcrumbs\nbase_model: "@base"\nmodels: [{model: "@other", parameters: {weight: 1, density: 1, gamma: 0.5}}]\n`,
  },
  'parameter-no-default': {
    config: two.replace('weight: 1', 'weight: [{filter: mlp, value: 1}]'),
  },
  'weights-all-zero': { config: two.replaceAll('weight: 1', 'weight: 0') },
  'weights-cancel': { config: two.replace('weight: 1', 'weight: -1') },
  'slice-backwards': { config: `merge_method: passthrough\n${slices('[2, 1]')}` },
  'slice-shifted': {
    config:
      'merge_method: linear\nparameters: {weight: 1}\nslices: [{sources: [{model: "@base", layer_range: [0, 1]}, {model: "@other", layer_range: [1, 2]}]}]\n',
  },
  'slice-lengths': {
    config:
      'merge_method: linear\nparameters: {weight: 1}\nslices: [{sources: [{model: "@base", layer_range: [0, 2]}, {model: "@other", layer_range: [0, 1]}]}]\n',
  },
  'dtype-unknown': { config: `${two}dtype: bf16\n` },
  'dtype-prefixed': { config: `${two}dtype: torch.float32\n`, patched: 'succeeds' },
  'dtype-not-float': { config: `${two}dtype: int64\n` },
  'chat-template-invalid': { config: `${two}tokenizer: {source: union}\nchat_template: chatlm\n` },
  'token-source-invalid': {
    config: `${two}tokenizer: {source: union, tokens: {"<|x|>": {source: "@full"}}}\n`,
  },
  'tokenizer-source-base-open': { config: `${two}tokenizer: {source: base}\n` },
  'tokenizer-source-unknown': { config: `${two}tokenizer: {source: unoin}\n` },
  'tokenizer-source-outside': { config: `${two}tokenizer: {source: "@full"}\n` },
  'donor-not-found': { config: linear('base', 'nowhere') },
  'donor-unreadable': 'like donor-not-found: what stops us from reading it stops mergekit',
  'donor-pickle': { config: linear('base', 'pickled') },
  'donor-pickle-allowed': { config: linear('base', 'pickled') },
  'disk-insufficient': 'seen on a full tmpfs: SafetensorError, “No space left on device”',
  'memory-insufficient': 'the kernel ends the process',
  'rehearsal-refused': 'is said by the patched mergekit itself',
  'rehearsal-output': 'is said of what the patched mergekit itself would write',
  'rehearsal-warning': 'is said by the patched mergekit itself',
  'rehearsal-differs': 'is said after a merge',
  'memory-whole-tensors': 'says what it takes, not that it fails',
  'download-needed': 'needs a Hub',
  'tokenizer-broken': {
    config: `${linear('bad-tokenizer', 'other')}base_model: "@bad-tokenizer"\ntokenizer: {source: union}\n`,
  },
  'tokenizer-unusable': 'mergekit may take it or not; none of these is merged here',
  'tokenizer-unread': {
    config: `${linear('base', 'bad-tokenizer')}base_model: "@base"\ntokenizer: {source: union}\n`,
    patched: 'succeeds',
  },
  'tokenizer-note': 'a tokenizer that is odd in itself loads all the same',
  'tokenizer-source-unreadable': { config: `${two}tokenizer: {source: "@nowhere"}\n` },
  'remote-code': { config: linear('base', 'own-code') },
  'remote-code-unused': { config: linear('base', 'known-code') },
  'remote-code-allowed': { config: linear('base', 'known-code'), options: { trust_remote_code: true } },
  'donor-quantised': { config: linear('gptq') },
  'donor-empty': { config: linear('base', 'empty') },
  'header-invalid': { config: linear('base', 'damaged') },
  'index-invalid': { config: linear('base', 'bad-index') },
  'shard-missing': { config: linear('base', 'no-shard') },
  'tensor-duplicate': 'mergekit goes by the index',
  'donor-inconsistent':
    'mergekit does not compare a config with its weights; what is missing for good is tensor-missing',
  'layers-without-end': 'mergekit plans layer by layer until its memory is full',
  'donor-note': { config: linear('base', 'bad-generation') },
  'config-json-missing': { config: linear('base', 'no-config') },
  'config-json-value': { config: linear('base', 'text-as-size'), mergekit: newest },
  'config-json-doubtful': 'each mergekit here has a transformers that there is a table of',
  'architecture-unknown': { config: linear('strange', 'base') },
  'architecture-mismatch': { config: linear('base', 'llama') },
  'architecture-mismatch-allowed': {
    config: linear('base', 'qwen'),
    rotations: 2,
    options: { allow_crimes: true },
    patched: 'succeeds',
  },
  'architecture-names-differ': { config: linear('llama', 'llama-misspelt'), rotations: 2 },
  'architecture-multiple': { config: linear('base', 'two-architectures') },
  'hidden-size-mismatch': { config: linear('base', 'wide') },
  'layer-count-mismatch': { config: linear('base', 'deep') },
  'tensor-missing': { config: linear('base', 'incomplete') },
  'tensor-extra': { config: linear('base', 'more') },
  'tensor-partial': { config: linear('qwen', 'qwen-bare'), patched: 'succeeds' },
  'layout-differs': { config: linear('llava', 'llava-loaded'), mergekit: newest, patched: 'succeeds' },
  'layers-uncounted': { config: linear('longer', 'base'), patched: 'succeeds' },
  'definition-demands': { config: linear('incomplete', 'incomplete-too'), patched: 'succeeds' },
  'definition-lacks': { config: linear('more', 'more-too'), patched: 'succeeds' },
  'definition-renames': { config: linear('mixtral', 'mixtral-too'), mergekit: newest, patched: 'succeeds' },
  'layer-types-kept': {
    config: `merge_method: passthrough\n${slices('[0, 2]', '[1, 2]').replaceAll('@base', '@qwen')}`,
    patched: 'succeeds',
  },
  'layer-kind-misplaced':
    'a model with layers of several kinds, by its config, needs a class of transformers',
  'per-layer-embeddings': 'a model with embeddings for each layer needs a class of transformers',
  'layer-lists-kept': {
    config: `merge_method: passthrough\n${slices('[1, 2]', '[0, 1]').replaceAll('@base', '@by-layer')}`,
    patched: 'succeeds',
  },
  'shape-mismatch': { config: linear('base', 'thick') },
  'dtype-mixed': { config: `${linear('base', 'float')}dtype: bfloat16\n` },
  'dtype-promoted': { config: linear('base', 'float') },
  'config-values-clash': { config: linear('base', 'other-theta') },
  'config-values-differ': { config: linear('base', 'other-eps') },
  'slices-need-modules': {
    config: `merge_method: passthrough\nslices: [{sources: [{model: "@vision", layer_range: [0, 2]}]}]\n`,
  },
  'slices-unclear': {
    config: `merge_method: passthrough\n${slices('[0, 1]').replaceAll('@base', '@blocks')}`,
  },
  'slices-one-stack': {
    config: `merge_method: passthrough\n${slices('[0, 2]').replaceAll('@base', '@two-stacks')}`,
    mergekit: newest,
    patched: 'succeeds',
  },
  'module-unknown': {
    config: `merge_method: passthrough\nmodules: {text_decoder: {models: [{model: "@base"}]}}\n`,
  },
  'modules-left-out': {
    config: `merge_method: passthrough\nmodules: {text_decoder: {models: [{model: "@vision"}]}}\n`,
    patched: 'succeeds',
  },
  'slice-outside-model': { config: `merge_method: passthrough\n${slices('[0, 3]')}` },
  'tied-base-separate-head': { config: linear('tied-head', 'base') },
  'tied-head-apart': { config: `base_model: "@tied"\n${passthrough('base', 'tied')}`, patched: 'wrong' },
  'tied-head-copied': 'a copy is known by its values, which these donors do not choose',
  'tied-head-lost': { config: linear('tied-head', 'tied') },
  'tied-mixed': { config: linear('base', 'tied') },
  'tokenizers-backend': 'only an older mergekit has it',
  'lora-merged-first': 'an adapter needs the network that it was made for',
  'lora-no-folder': 'an adapter needs the network that it was made for',
  'lora-not-mergeable': 'an adapter needs the network that it was made for',
  'lora-parts-tie': 'an adapter needs the network that it was made for',
  'lora-shape-mismatch': 'an adapter needs the network that it was made for',
  'lora-incomplete': 'an adapter needs the network that it was made for',
  'lora-layers-left-out': 'an adapter needs the network that it was made for',
  'lora-missing-config': {
    config:
      'merge_method: linear\nmodels: [{model: {model: "@base", lora: "@other"}, parameters: {weight: 1}}]\n',
  },
  'eos-differs': { config: linear('base', 'eos') },
  'bos-differs': { config: linear('base', 'bos') },
  'pad-differs': { config: linear('base', 'pad') },
  'chat-template-differs': { config: linear('base', 'template') },
}

const withDensity = [...mergeMethods.values()]
  .filter(({ parameters }) => parameters.some(({ name }) => name === 'density'))
  .map(({ name }) => name)

/** Further ones of rows that depend on the donors or the method. */
export const variants: readonly (Example & { readonly code: FindingCode; readonly name: string })[] = [
  {
    name: 'sizes that differ in slices of passthrough',
    code: 'hidden-size-mismatch',
    config: passthrough('base', 'wide'),
  },
  {
    name: 'widths that differ in slices of passthrough',
    code: 'shape-mismatch',
    config: passthrough('base', 'thick'),
  },
  ...['no-such-dtype', 'bare-scaling', 'new-type'].map((donor) => ({
    name: `config.json of ${donor}`,
    code: 'config-json-value' as const,
    config: linear(donor, 'base'),
    ...(donor === 'bare-scaling' && { mergekit: newest }),
  })),
  {
    name: 'what the class of a llama refuses in config.json',
    code: 'config-json-value',
    config: linear('bare-llama', 'llama'),
  },
  ...Object.entries(optionalFiles).flatMap(([path, code]) => {
    const union = (donor: string) =>
      `${linear(donor, 'other')}base_model: "@${donor}"\ntokenizer: {source: union}\n`
    const away = { name: `a link to nowhere for ${path}`, code: 'donor-note' as const }
    const odd = { name: `no JSON in ${path}`, config: union(`odd-${dashed(path)}`) }
    return [{ ...away, config: union(`away-${dashed(path)}`) }, ...(code === null ? [] : [{ ...odd, code }])]
  }),
  {
    name: 'a donor without the prefix that the others have',
    code: 'definition-demands',
    config: linear('base', 'bare'),
    patched: 'succeeds',
  },
  {
    name: 'donors that all lack the prefix of their class',
    code: 'definition-lacks',
    config: linear('bloom-bare', 'bloom-bare-too'),
    patched: 'succeeds',
    mergekit: newest,
  },
  {
    name: 'a layout that the definition of the architecture does not know',
    code: 'layout-differs',
    config: linear('qwen2vl', 'qwen2vl-loaded'),
    patched: 'succeeds',
    mergekit: newest,
  },
  {
    name: 'a layout that the base does not have, where the architecture is inferred',
    code: 'layout-differs',
    config: `merge_method: ties\nbase_model: "@llava"\nparameters: {weight: 1}\n${models('llava-loaded')}`,
    patched: 'succeeds',
    mergekit: newest,
  },
  {
    name: 'experts that are the only ones of their layers',
    code: 'definition-lacks',
    config: linear('one-expert', 'one-expert-too'),
    patched: 'succeeds',
    mergekit: newest,
  },
  {
    name: 'experts for a mergekit that takes their number for that of a layer',
    code: 'stock-fails',
    config: linear('one-expert', 'one-expert-too'),
    patched: 'succeeds',
    mergekit: oldest,
  },
  ...(['linear', 'slerp', 'ties', 'multislerp', 'model_stock'] as const).flatMap((method) =>
    [['strange-lacking'], ['strange-lacking', 'strange-whole']].flatMap((others) => {
      const isOdd = (method === 'slerp') === others.length > 1
      if (isOdd && (method === 'slerp' || method === 'model_stock')) return []
      const models_ = models(
        ...(method === 'linear' || method === 'slerp' ? ['strange-base', ...others] : others),
      )
      return {
        name: `a tensor that one lacks, in an inferred ${method} of ${others.length + 1}`,
        code: 'tensor-missing' as const,
        config: `merge_method: ${method}\nbase_model: "@strange-base"\nparameters: {t: 0.5}\n${models_}`,
        mergekit: newest,
      }
    }),
  ),
  {
    name: 'a donor by its address',
    code: 'stock-fails',
    config: two.replace('"@', '"file://@'),
    patched: 'succeeds',
  },
  {
    name: 'a broken tokenizer that is copied',
    code: 'tokenizer-broken',
    config: linear('bad-tokenizer', 'other'),
    patched: 'wrong',
  },
  {
    name: 'a broken tokenizer that nobody asks for',
    code: 'tokenizer-unread',
    config: linear('base', 'bad-tokenizer'),
    patched: 'succeeds',
  },
  {
    name: 'a tokenizer by its address',
    code: 'stock-fails',
    config: `${two}tokenizer: {source: "file://@full"}\n`,
    mergekit: newest,
    patched: 'succeeds',
  },
  {
    name: 'an adapter on a class that is inferred',
    code: 'lora-missing-config',
    config: two.replace('"@base"', '{model: "@strange", lora: "@other"}'),
  },
  {
    name: 'a dense layer of GLM-4 MoE in the place of one with experts',
    code: 'stock-fails',
    config: `merge_method: passthrough\n${slices('[0, 1]', '[0, 1]').replaceAll('@base', '@glm')}`,
    mergekit: newest,
  },
  {
    name: 'inferred classes, of which one cannot be, and no base',
    code: 'stock-by-chance',
    config: linear('opt', 'aimv2'),
    rotations: 2,
    mergekit: newest,
  },
  {
    name: 'a tensor that the index leaves out',
    code: 'tensor-missing',
    config: linear('base', 'unlisted'),
  },
  { name: 'quantised weights under their own names', code: 'donor-quantised', config: linear('base', 'fp8') },
  ...(['linear', 'slerp', 'ties', 'karcher'] as const).flatMap((method) =>
    ['base', 'fp8-other', 'whole'].map((beside) => ({
      name: `8 bits in ${method} beside ${beside}`,
      code: 'donor-quantised' as const,
      config: `merge_method: ${method}\n${method === 'karcher' ? '' : 'base_model: "@fp8"\n'}parameters: {t: 0.5}\n${models('fp8', beside)}`,
    })),
  ),
  {
    name: 'quantised weights that are cast',
    code: 'donor-quantised',
    config: `${linear('base', 'fp8', 'whole')}dtype: bfloat16\n`,
  },
  {
    name: 'layers that no config.json counts',
    code: 'definition-lacks',
    config: linear('longer', 'longer-too'),
    patched: 'succeeds',
  },
  ...['scored', 'llama'].map((base) => ({
    name: `a reward model and a causal one, on the base of ${base}`,
    code: 'architecture-mismatch-allowed' as const,
    config: `merge_method: task_arithmetic\nbase_model: "@${base}"\n${models(base === 'scored' ? 'llama' : 'scored')}`,
    rotations: 2,
    options: { allow_crimes: true },
    patched: 'succeeds' as const,
  })),
  ...['no-architecture', 'unnamed'].map((donor) => ({
    name: `config.json of ${donor}`,
    code: 'architecture-multiple' as const,
    config: linear(donor, 'base'),
  })),
  { name: 'said to be quantised, and plain', code: 'donor-note', config: linear('base', 'unpacked') },
  { name: 'quantised beside others', code: 'donor-quantised', config: linear('base', 'gptq') },
  {
    name: 'architectures that have the same tensors',
    code: 'architecture-mismatch-allowed',
    config: linear('base', 'llama'),
    rotations: 2,
    options: { allow_crimes: true },
  },
  {
    name: 'architectures of other tensors, and a base',
    code: 'architecture-mismatch-allowed',
    config: `merge_method: slerp\nbase_model: "@base"\nparameters: {t: 0.5}\n${models('base', 'qwen')}`,
    rotations: 2,
    options: { allow_crimes: true },
    patched: 'succeeds',
  },
  {
    name: 'an architecture beside one that is not known',
    code: 'architecture-names-differ',
    config: linear('base', 'strange'),
    rotations: 2,
  },
  {
    name: 'other sizes and a tokenizer that fails by itself',
    code: 'hidden-size-mismatch',
    config: `${linear('base', 'wide', 'ghost-both')}base_model: "@base"\ntokenizer: {source: union}\n`,
  },
  {
    name: 'other sizes in slerp with a tokenizer',
    code: 'hidden-size-mismatch',
    config: `merge_method: slerp\nbase_model: "@base"\nparameters: {t: 0.5}\n${models('base', 'wide')}tokenizer: {source: base}\n`,
  },
  {
    name: 'other sizes in ties',
    code: 'shape-mismatch',
    config: `merge_method: ties\nbase_model: "@base"\n${models('other', 'thick')}`,
  },
  {
    name: 'padding to a multiple of nothing',
    code: 'parameter-without-effect',
    config: `${linear('base', 'other')}tokenizer: {source: union, pad_to_multiple_of: 0}\n`,
  },
  ...['[0, 0], [0, 2]', '[0, 2], [9, 9]', '[0, 1], [1, 1], [1, 2]'].map((ranges) => ({
    name: `a slice without layers among ${ranges}`,
    code: 'parameter-without-effect' as const,
    config: `merge_method: passthrough\n${slices(...ranges.split(/, (?=\[)/))}`,
  })),
  {
    name: 'a token for which its model is taken',
    code: 'config-ignored-key',
    config: `${linear('base', 'other')}tokenizer: {source: union, tokens: {"b": {source: {kind: model_token, model: "@base", token: a, token_id: 3}}}}\n`,
  },
  { name: 'whole numbers of one donor', code: 'dtype-not-float', config: `${linear('base')}dtype: int64\n` },
  {
    name: 'whole numbers of several donors',
    code: 'dtype-not-float',
    config: `${linear('base', 'other')}out_dtype: int64\n`,
  },
  ...withDensity.flatMap((method) =>
    ['[0, 1]', '[{filter: mlp, value: 0}, {value: 1}]'].map((density) => ({
      name: `${method} with density ${density}`,
      code: 'parameter-zero' as const,
      config: sparse(method, `density: ${density}`),
      patched: 'succeeds' as const,
    })),
  ),
  // Only the norms have so few entries that less than one of them is kept.
  ...['0.0625', '0.0624', '1.0e-9'].map((density) => ({
    name: `ties with density ${density}`,
    code: (density === '0.0625' ? 'parameter-ignored' : 'density-too-small') as FindingCode,
    config: sparse('ties', `density: ${density}, own: 1`),
    mergekit: older,
    patched: 'succeeds' as const,
  })),
  ...['breadcrumbs_ties', 'breadcrumbs'].map((method) => ({
    name: `${method} with its own gamma`,
    code: 'gamma-too-small' as const,
    config: sparse(method, 'density: 0.5'),
    mergekit: older,
    patched: 'succeeds' as const,
  })),
  {
    name: 'a whole number with halves in its gradient',
    code: 'parameter-type',
    config: `merge_method: karcher\n${models('deep', 'deep-too')}parameters: {max_iter: [5, 6]}\n`,
    mergekit: newest,
  },
  {
    name: 'a whole number in filters and a gradient without halves',
    code: 'parameter-ignored',
    config: `merge_method: karcher\n${models('deep', 'deep-too')}parameters: {own: 1, max_iter: [{filter: mlp, value: [5, 7]}, {value: 6}]}\n`,
    patched: 'succeeds',
  },
  {
    name: 'a truth value between the ends of its gradient',
    code: 'parameter-ignored',
    config: `${linear('deep', 'deep-too')}parameters: {own: 1, normalize: [true, false]}\n`,
    mergekit: newest,
    patched: 'succeeds',
  },
  ...['[0, 1]', '1.0e-9'].map((topk) => ({
    name: `sce with select_topk ${topk}`,
    code: 'select-topk-too-small' as const,
    config: sce(topk),
    mergekit: older,
  })),
  {
    name: 'a template, and tokens that fail before',
    code: 'architecture-multiple',
    config: `${linear('base', 'full', 'two-architectures')}tokenizer: {source: union}\n`,
  },
]
