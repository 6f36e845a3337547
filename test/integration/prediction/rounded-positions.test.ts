import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { parseMergeConfig } from '../../../src/core/merge-config/parse.ts'
import { newestMergekit } from '../../../src/core/mergekit/known.ts'
import type { InspectedDonor } from '../../../src/core/preflight/donor.ts'
import { roundedPositions } from '../../../src/core/preflight/stock-integers.ts'
import { repositoryRoot, testPython } from '../../support/python.ts'

interface Merge {
  readonly method: string
  readonly weights: readonly number[]
  readonly dtype: string
  readonly out_dtype: string | null
  readonly count: number
}

const weightings = [[1, 1], [0.5, 0.5], [1, 1, 1], [0.6, 0.3, 0.5], [0.6, 0.3], [0.7, 0.3], [3, 1], [1]]
const dtypes = ['float32', 'float16', 'bfloat16']

/** All weights with all dtypes, short and long, by a mean, a sum of what changed, and a copy. */
const merges: readonly Merge[] = ['linear', 'task_arithmetic', 'passthrough'].flatMap((method) =>
  weightings.flatMap((weights) =>
    dtypes.flatMap((dtype) =>
      [null, ...dtypes].flatMap((out_dtype) =>
        [1, 12, 300].map((count) => ({ method, weights, dtype, out_dtype, count })),
      ),
    ),
  ),
)

const name = (at: number) => `/donors/${at}`

function donor(at: number, count: number, role: 'base' | 'donor'): InspectedDonor {
  const tensor = { dtype: 'I64', shape: [1, count] }
  const facts = {
    config: { architecture: 'ClapTextModel', modelType: 'clap_text_model' },
    weights: { tensors: new Map([['embeddings.position_ids', tensor]]) },
  }
  return {
    ref: { path: name(at), overrideArchitecture: null },
    role,
    name: name(at),
    facts,
  } as unknown as InspectedDonor
}

function isSaidToRound({ method, weights, dtype, out_dtype, count }: Merge): boolean {
  const withBase = method === 'task_arithmetic'
  const models = (method === 'passthrough' ? weights.slice(0, 1) : weights).map((weight, at) => ({
    model: name(at),
    ...(method !== 'passthrough' && { parameters: { weight } }),
  }))
  const text = JSON.stringify({
    merge_method: method,
    models: withBase ? models.slice(1) : models,
    ...(withBase && { base_model: name(0) }),
    dtype,
    ...(out_dtype && { out_dtype }),
  })
  const config = parseMergeConfig(text).config!
  const donors = models.map((_, at) => donor(at, count, withBase && at === 0 ? 'base' : 'donor'))
  const situation = {
    engine: 'mergekit',
    config,
    donors,
    lead: donors[0]!,
    mergekit: newestMergekit,
  } as const
  return roundedPositions(situation).length > 0
}

/** A sum of changes needs a donor beside its base. */
const areMade = merges.filter(({ method, weights }) => method !== 'task_arithmetic' || weights.length > 1)

test('positions are said to be rounded where mergekit rounds them', () => {
  const input = areMade.map((merge) => `${JSON.stringify(merge)}\n`).join('')
  const script = join(repositoryRoot, 'test', 'support', 'merged_positions.py')
  const lines = execFileSync(testPython(), [script], { input, encoding: 'utf8' }).trim().split('\n')
  const wrong = areMade.filter((merge, at) => isSaidToRound(merge) === JSON.parse(lines[at]!))
  expect(wrong).toEqual([])
  expect(new Set(lines)).toEqual(new Set(['true', 'false']))
})
