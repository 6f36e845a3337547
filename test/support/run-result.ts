import type { RunResult } from '../../src/core/contract/run.ts'
import type { DonorVoice } from '../../src/core/contract/share-of-voice.ts'
import { newestMergekit } from '../../src/core/mergekit/known.ts'
import { withVerdicts } from '../../src/core/share-of-voice/verdict.ts'

const modules = [
  'q_proj',
  'k_proj',
  'v_proj',
  'o_proj',
  'gate_proj',
  'up_proj',
  'down_proj',
  'input_layernorm',
]

/** A finished run of the given size with figures that follow from the indices, so that tests can expect them. */
export function sampleRun(refs: readonly string[], layers: number, tokens: readonly string[]): RunResult {
  const voice = (salt: number): DonorVoice[] => {
    const norms = refs.map((_, donor) => 1 + donor + ((salt * 7 + donor * 3) % 11) / 10)
    const total = norms.reduce((sum, norm) => sum + norm, 0)
    return refs.map((ref, donor) => ({
      ref,
      norm: norms[donor]!,
      share: norms[donor]! / total,
      projection: norms[donor]! / total,
      cosine: 0.5,
      keptDensity: null,
    }))
  }
  const tensors = Array.from({ length: layers }, (_, layer) =>
    modules.map((module, index) => ({
      tensor: `model.layers.${layer}.${module.includes('norm') ? '' : 'mlp.'}${module}.weight`,
      donors: voice(layer * 8 + index),
    })),
  ).flat()
  const whole = voice(3)
  return {
    schema: 1,
    output: 'merged/model',
    verdict: 'ok',
    config: 'merge_method: linear\nmodels: []\n',
    versions: { mergekit: newestMergekit.version },
    inspect: null,
    vocabularyAudit: {
      schema: 1,
      records: tokens.map((token, index) => ({
        kind: 'skipped',
        model: refs[0]!,
        token,
        outputId: 131072 + index,
        donorRows: 131072,
        donorId: 131072 + index,
        line: null,
      })),
      models: [],
      failure: null,
    },
    shareOfVoice: withVerdicts({
      reference: 'base',
      method: 'exact',
      donors: whole.map(({ ref, norm, share }) => ({
        ref,
        weight: 0.1,
        norm: norm!,
        share: share!,
        band: 'middle class',
      })),
      modules: modules.map((module, index) => ({ module, donors: voice(index) })),
      layers: Array.from({ length: layers }, (_, layer) => ({ layer: String(layer), donors: voice(layer) })),
      tensors,
      similarity: { refs: [...refs], cosines: refs.map((_, a) => refs.map((__, b) => (a === b ? 1 : 0.25))) },
    }),
    verify: {
      schema: 1,
      checks: [
        { code: 'tensors-planned', status: 'pass', message: 'all planned tensors are there', tensor: null },
      ],
      verdict: 'ok',
    },
    timings: [{ stage: 'merge', seconds: 12.3 }],
  }
}
