import type { RunResult } from '../../src/core/contract/run.ts'
import { parseMergeConfig } from '../../src/core/merge-config/parse.ts'
import { newestMergekit } from '../../src/core/mergekit/known.ts'
import type { AppAction } from '../../src/ui/state/actions.ts'
import { type AppState, startOfApp } from '../../src/ui/state/app.ts'
import { reduceApp } from '../../src/ui/state/reduce-app.ts'
import { sampleRun } from './run-result.ts'

/** The app after these actions; a text is typed key by key, a name in angle brackets is a key. */
export function appAfter(actions: readonly (AppAction | string)[], start: AppState = startOfApp): AppState {
  return actions.flatMap(asActions).reduce(reduceApp, start)
}

const asActions = (action: AppAction | string): readonly AppAction[] =>
  typeof action === 'string'
    ? [...action.matchAll(/<([^>]+)>|(.)/gsu)].map(([, key, char]) => ({ kind: 'key', key: key ?? char! }))
    : [action]

/** A recipe with a base and three donors, as the tests of the screens see it. */
const recipe = `merge_method: ties
base_model: org/nemo-base
models:
  - {model: org/chatml-full, parameters: {weight: 0.4, density: 0.5}}
  - {model: org/chatml-ghost, parameters: {weight: [0, 0.5, 1]}}
  - {model: ./donors/quiet, parameters: {weight: 0.2}}
tokenizer: {source: union}
dtype: bfloat16
`
export const recipeLoaded: AppAction = {
  kind: 'recipe',
  file: null,
  text: recipe,
  config: parseMergeConfig(recipe).config!,
}

const refs = ['org/chatml-full', 'org/chatml-ghost', './donors/quiet']

/** A finished run with the recipe that it was made by. */
export function recipeRun(names: readonly string[], layers: number, tokens: readonly string[]): RunResult {
  const models = names.map((name) => `  - {model: ${JSON.stringify(name)}, parameters: {weight: 0.1}}\n`)
  const config = `merge_method: task_arithmetic\nbase_model: base\nmodels:\n${models.join('')}`
  return { ...sampleRun(names, layers, tokens), config }
}

/** Two finished runs that the home screen lists. */
export const recentRuns: AppAction = {
  kind: 'recent',
  runs: [
    {
      folder: '/models/merged',
      result: recipeRun(refs, 4, ['<|im_start|>', '<|im_end|>']),
      at: new Date(2026, 10, 28, 21, 5).getTime(),
    },
    {
      folder: '/models/first',
      result: { ...recipeRun(refs.slice(0, 2), 4, []), verdict: 'warnings' },
      at: new Date(2026, 10, 7, 9, 30).getTime(),
    },
  ],
}

export const environmentSeen: AppAction = {
  kind: 'environment',
  text: `Python 3.12.3 · mergekit ${newestMergekit.version}, patched · CPU · 212 GB free`,
  fix: null,
  mergekit: newestMergekit.version,
}

/** What begins a run, as somebody types it. */
export const runStarted = (config = 'merge.yml', output = 'out'): AppAction => ({
  kind: 'run-started',
  id: 1,
  at: 0,
  config,
  output,
  command: ['mergescope', 'run', config, '-o', output],
})
