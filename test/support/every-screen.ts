import { parseMergeConfig } from '../../src/core/merge-config/parse.ts'
import type { AppAction } from '../../src/ui/state/actions.ts'
import type { AppState } from '../../src/ui/state/app.ts'
import { appAfter, environmentSeen, recipeRun, runStarted } from './app-states.ts'
import { halfARun } from './run-events.ts'

const namesOf = (count: number) =>
  Array.from({ length: count }, (_, at) =>
    at % 4 === 3 ? `./模型/第${at}版-合并后` : `org/a-long-name-of-a-merged-model-v${at}-12B`,
  )

/** With a recipe, a list of runs, a result that is open, and a run that goes on. */
function started(count: number): AppState {
  const result = recipeRun(namesOf(count), 12, ['<|im_start|>', '<|im_end|>'])
  const runs = namesOf(count).map((_, at) => ({ folder: `/models/merged-${at}`, result, at: 0 }))
  const { config } = parseMergeConfig(result.config)
  const recipe = { kind: 'recipe', file: null, text: result.config, config: config! } as const
  const heard = result.shareOfVoice!.tensors.map((tensor) => ({ event: 'share-of-voice', tensor }) as const)
  const told = [...halfARun, ...heard].map(
    (event, at): AppAction => ({ kind: 'run', id: 1, action: { kind: 'event', at, event } }),
  )
  const run = runStarted('merge.yml', 'merged')
  return appAfter([environmentSeen, { kind: 'recent', runs }, recipe, run, ...told])
}

/** By the number of donors. */
export const starts = new Map([1, 15, 40].map((count) => [count, started(count)]))
/** The keys that lead to each screen. */
export const everyScreen = {
  Home: ['1'],
  Donors: ['2'],
  'Donors, adding': ['2a'],
  Recipe: ['3'],
  'Recipe, choosing': ['3<enter>'],
  'Recipe, typing': ['3<end><enter>'],
  Run: ['4'],
  Result: ['1<enter>'],
  'Result, the next run': ['1<enter>x<down>+'],
  'Result, typing': ['1<enter>w'],
  'Result, heat map': ['1<enter><tab>'],
  'Result, ghosts': ['1<enter><tab><tab>'],
  'Result, checks': ['1<enter><tab><tab><tab>'],
  'Result, compare': ['1<enter><tab><tab><tab><tab>'],
  commands: ['1:'],
  help: ['3?'],
} as const
