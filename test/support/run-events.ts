import type { RunEvent } from '../../src/core/events.ts'
import { newestMergekit } from '../../src/core/mergekit/known.ts'
import { type RunState, reduceRun, startOfRun } from '../../src/ui/state/run-state.ts'

const started = (stage: 'inspect' | 'download' | 'patch' | 'merge', title: string): RunEvent => ({
  event: 'stage-started',
  stage,
  title,
})
const finished = (stage: 'inspect' | 'download' | 'patch', summary: string, seconds: number): RunEvent => ({
  event: 'stage-finished',
  stage,
  outcome: stage === 'download' ? 'skipped' : 'done',
  summary,
  seconds,
})

export const donors = ['chatml-full', 'chatml-ghost', 'chatml-ghost-config', 'truncated', 'quiet', 'loud']

/** A run as the pipeline would tell it, up to the middle of the merge. */
export const halfARun: readonly RunEvent[] = [
  started('inspect', 'read the headers and tokenizers of 7 donors'),
  {
    event: 'finding',
    finding: {
      code: 'ghost-tokens',
      severity: 'warning',
      donor: 'chatml-ghost',
      message: '2 tokens have no row',
      hint: null,
    },
  },
  finished('inspect', '7 donors, 6 ghost tokens', 0.4),
  started('download', 'every donor is local'),
  finished('download', 'nothing to download', 0),
  started('patch', `mergekit ${newestMergekit.version}`),
  { event: 'action', action: 'patched', detail: `mergekit ${newestMergekit.version} in .venv` },
  finished('patch', `mergekit ${newestMergekit.version} is patched`, 1.2),
  started('merge', 'della, 7 donors'),
  { event: 'log', level: 'info', source: 'python', message: 'loading the tokenizers' },
  {
    event: 'vocabulary-audit',
    record: {
      kind: 'skipped',
      model: 'chatml-ghost',
      token: '<|im_start|>',
      outputId: 131072,
      donorRows: 131072,
      donorId: 131072,
      line: null,
    },
  },
  ...[1, 2, 3].map(
    (layer): RunEvent => ({
      event: 'share-of-voice',
      tensor: {
        tensor: `model.layers.${layer}.mlp.up_proj.weight`,
        donors: donors.map((ref, index) => ({
          ref,
          norm: [1, 1, 1, 1, 0.1, 4.9][index]!,
          share: [1, 1, 1, 1, 0.1, 4.9][index]! / 9,
          projection: null,
          cosine: null,
          keptDensity: null,
        })),
      },
    }),
  ),
  {
    event: 'stage-progress',
    stage: 'merge',
    progress: {
      item: 'model.layers.3.mlp.up_proj.weight',
      done: 9,
      total: 21,
      unit: 'tensors',
      bytesPerSecond: 210e6,
      remainingSeconds: 12,
      memoryBytes: 442e6,
    },
  },
]

/** The state after these events, one every 100 ms from time zero on. */
export function stateAfter(events: readonly RunEvent[]): RunState {
  return events.reduce(
    (state, event, index) => reduceRun(state, { kind: 'event', event, at: index * 100 }),
    startOfRun(0),
  )
}
