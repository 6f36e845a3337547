import type { FindingCode } from '../findings/codes.ts'
import type { EffectOf, StockEffect } from './stock-effect.ts'
import {
  allowedCode,
  allowedMismatch,
  armedCode,
  integers,
  missingTensor,
  otherSizes,
  quantised,
  refusedConfig,
  refusedMismatch,
} from './stock-effects-of-donors.ts'

const goesOn: StockEffect = { does: 'goes-on' }
const damages: StockEffect = { does: 'damages' }
const foreseen: StockEffect = { does: 'foreseen' }
const crashes = (when: StockEffect['when'] & string, type: string): StockEffect => ({
  does: 'crashes',
  when,
  type,
})

/** What happens in mergekit's own code alone: our kernels go on. */
const inMergekit =
  (effect: StockEffect): EffectOf =>
  ({ engine }) =>
    engine === 'mergekit' ? effect : goesOn

/**
 * What mergekit, stock or patched, does when a finding holds; a function where that depends on the donors or
 * the method. Each row was seen in a real mergekit: test/integration/prediction/effect-examples.ts.
 * A new code cannot do without a row.
 */
export const stockEffects: Readonly<Record<FindingCode, StockEffect | EffectOf>> = {
  'config-unreadable': crashes('config', 'FileNotFoundError'),
  'config-not-yaml': crashes('config', 'ParserError'),
  'config-empty': crashes('config', 'ValidationError'),
  'config-multi-document': crashes('config', 'ComposerError'),
  'config-other-tool': crashes('config', 'ValidationError'),
  'config-duplicate-key': goesOn,
  'config-tag': crashes('config', 'ConstructorError'),
  'config-anchor-duplicate': crashes('config', 'ComposerError'),
  'config-alias-undefined': crashes('config', 'ComposerError'),
  'config-alias-endless': crashes('config', 'ValidationError'),
  'config-too-deep': crashes('config', 'RecursionError'),
  'config-unknown-key': goesOn,
  'config-ignored-key': goesOn,
  'config-type': crashes('config', 'ValidationError'),
  'config-missing-key': crashes('config', 'ValidationError'),
  'config-exclusive-keys': crashes('config', 'RuntimeError'),
  'model-reference-invalid': crashes('config', 'RuntimeError'),
  'method-unknown': crashes('plan', 'RuntimeError'),
  'method-unavailable': crashes('plan', 'RuntimeError'),
  'method-needs-base': crashes('plan', 'ValueError'),
  'donor-count': crashes('plan', 'ValueError'),
  'donor-duplicate': crashes('plan', 'ValueError'),
  'base-without-weight': crashes('plan', 'RuntimeError'),
  'slice-base-missing': crashes('plan', 'ValueError'),
  'parameter-missing': crashes('plan', 'RuntimeError'),
  'parameter-type': crashes('plan', 'ValidationError'),
  'parameter-range': goesOn,
  'parameter-unknown': goesOn,
  'parameter-ignored': goesOn,
  'parameter-zero': goesOn,
  'parameter-without-effect': goesOn,
  'parameter-no-default': crashes('plan', 'RuntimeError'),
  'weights-all-zero': damages,
  'weights-cancel': damages,
  'slice-backwards': damages,
  'slice-lengths': crashes('plan', 'RuntimeError'),
  'dtype-unknown': crashes('merge', 'RuntimeError'),
  'dtype-not-float': integers,
  'chat-template-invalid': crashes('files', 'RuntimeError'),
  'token-source-invalid': crashes('merge', 'ValueError'),
  'tokenizer-source-base-open': goesOn,
  'tokenizer-source-unknown': crashes('merge', 'OSError'),
  'tokenizer-source-outside': foreseen,

  'donor-not-found': crashes('architecture', 'OSError'),
  'donor-unreadable': crashes('architecture', 'OSError'),
  'donor-pickle': goesOn,
  'donor-pickle-allowed': goesOn,
  'remote-code': armedCode,
  'remote-code-unused': goesOn,
  'remote-code-allowed': allowedCode,
  'donor-quantised': quantised,
  'donor-empty': crashes('load', 'RuntimeError'),
  'header-invalid': crashes('load', 'SafetensorError'),
  'index-invalid': crashes('merge', 'RuntimeError'),
  'shard-missing': crashes('merge', 'RuntimeError'),
  'tensor-duplicate': goesOn,
  'donor-inconsistent': goesOn,
  'donor-note': goesOn,
  'config-json-missing': crashes('architecture', 'ValueError'),
  'config-json-value': refusedConfig,
  'architecture-unknown': goesOn,
  'architecture-mismatch': refusedMismatch,
  'architecture-mismatch-allowed': allowedMismatch,
  'architecture-multiple': crashes('architecture', 'RuntimeError'),
  'hidden-size-mismatch': otherSizes,
  'layer-count-mismatch': crashes('plan', 'RuntimeError'),
  'tensor-missing': missingTensor,
  'tensor-extra': goesOn,
  'shape-mismatch': otherSizes,
  'dtype-mixed': goesOn,
  'density-too-small': inMergekit(crashes('merge', 'AssertionError')),
  'gamma-too-small': inMergekit(damages),
  // What mergekit writes has a dimension too many, which our writer refuses.
  'select-topk-too-small': ({ engine }) =>
    engine === 'mergekit' ? damages : crashes('merge', 'RuntimeError'),
  'slices-need-modules': crashes('plan', 'RuntimeError'),
  'module-unknown': crashes('plan', 'KeyError'),
  'slice-outside-model': crashes('merge', 'RuntimeError'),
  // transformers 5 does not tie what stands apart in the file.
  'tied-base-separate-head': goesOn,
  'tied-mixed': goesOn,
  'tokenizers-backend': foreseen,
  'lora-merged-first': goesOn,
  'lora-no-folder': crashes('load', 'RuntimeError'),
  'lora-missing-config': crashes('load', 'RuntimeError'),
  'eos-differs': goesOn,
  'bos-differs': goesOn,
  'pad-differs': goesOn,
  'chat-template-differs': goesOn,

  'ghost-tokens': foreseen,
  'stale-config-tokenizer-grown': foreseen,
  'stale-config-config-grown': foreseen,
  'stale-config-tensor-grown': foreseen,
  'stale-config-padding': foreseen,
  'config-vocab-size-missing': foreseen,
  'rows-differ-in-donor': foreseen,
  'tokenizer-missing': foreseen,
  'tokenizer-missing-base': foreseen,
  'tokenizer-partial': foreseen,
  'tokenizer-broken': foreseen,
  'tokenizer-note': goesOn,
  'tokenizer-source-unreadable': crashes('merge', 'OSError'),
  'vocabulary-unknown': foreseen,
  'unequal-rows-without-tokenizer': foreseen,
  'tokenizer-longer-than-rows': foreseen,
  'stock-fails': foreseen,
  'stock-by-chance': foreseen,
  'stock-loses-tokens': foreseen,
  'stock-wrong': foreseen,
  'tokens-dropped': foreseen,
  'zero-rows': foreseen,
  'slice-zero-rows': foreseen,
  'token-source-unknown': foreseen,
  'token-source-ghost': foreseen,
  'vocabularies-mixed': foreseen,

  'disk-insufficient': crashes('files', 'SafetensorError'),
  // The kernel ends the process; there is no exception to name.
  'memory-insufficient': crashes('merge', 'Killed'),
  'memory-whole-tensors': goesOn,
  'download-needed': goesOn,
}
