import { expect, test } from 'vitest'
import { commandsOf } from '../../../src/ui/state/rows/commands-of.ts'
import { sampleRun } from '../../support/run-result.ts'

const result = sampleRun(['./a', 'b'], 1, [])

test('commands of an old result begin in the folder that its relative donors follow', () => {
  const run = { folder: '/models/out two.failed-2', result, elsewhere: '/work/my merges' }
  expect(commandsOf({ run, config: null })).toEqual([
    "cd '/work/my merges'",
    "jq -r .config '/models/out two.failed-2/mergescope/run.json' > 'out two.failed-2-recipe.yml'",
    "mergescope inspect 'out two.failed-2-recipe.yml'",
    "mergescope run 'out two.failed-2-recipe.yml' -o '/models/out two' --overwrite",
    "mergescope verify '/models/out two.failed-2' --deep",
    "mergescope report '/models/out two.failed-2'",
  ])
})

test('commands of an old result in object storage ask there for its recipe', () => {
  const run = { folder: 's3://bucket/out', result }
  expect(commandsOf({ run, config: null })[0]).toBe(
    'mergescope report s3://bucket/out --json | jq -r .config > out-recipe.yml',
  )
})

test('commands of a run from here have its config and stay here', () => {
  const commands = commandsOf({ run: { folder: '/models/out', result }, config: 'mine.yml' })
  expect(commands.slice(0, 2)).toEqual([
    'mergescope inspect mine.yml',
    'mergescope run mine.yml -o /models/out --overwrite',
  ])
})
