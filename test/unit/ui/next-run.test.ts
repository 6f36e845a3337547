import { expect, test } from 'vitest'
import { donorNames } from '../../../src/core/recipe/recipe.ts'
import { isUnsaved } from '../../../src/ui/state/history.ts'
import { bindingsOf } from '../../../src/ui/state/keys.ts'
import { nextShares } from '../../../src/ui/state/next-run.ts'
import { resultRows } from '../../../src/ui/state/result-rows.ts'
import { appAfter, recentRuns, recipeLoaded, recipeRun } from '../../support/app-states.ts'

const opened = appAfter([recentRuns, '<enter>'])
const why = (key: string, state: typeof opened) =>
  bindingsOf(state).find(({ keys }) => keys.includes(key))?.why
const shares = (state: typeof opened) =>
  new Map(nextShares({ ...state, result: state.result! })?.donors.map(({ ref, share }) => [ref, share]))

test('a donor is left out with one key, and the next run starts with the second', () => {
  const without = appAfter(['x'], opened)
  const { donors } = opened.result!.run.result.shareOfVoice!
  const loudest = donors.toSorted((a, b) => b.share - a.share)[0]!
  expect(donorNames(without.config)).not.toContain(loudest.ref)
  const rest = 1 - loudest.share
  expect(shares(without)).toEqual(
    new Map(
      donors.map(({ ref, share }) => [ref, ref === loudest.ref ? null : expect.closeTo(share / rest, 10)]),
    ),
  )
  expect(appAfter(['r'], without).effect).toEqual({ kind: 'run', leftover: 'refuse', anew: true })
  expect(without.output).toBe('merged/model')
  // Again, and it is back where it was, as it was.
  expect(appAfter(['x'], without).text).toBe(opened.result!.run.result.config)
  expect(why('r', appAfter(['x'], without))).toMatch(/nothing is changed/)
})

test('+ and - change the weight of the donor under the cursor, undo takes each step back', () => {
  const louder = appAfter(['++'], opened)
  expect(louder.text).toContain('{model: "./donors/quiet", parameters: {weight: 0.12}}')
  expect(appAfter(['u'], louder).text).toContain('weight: 0.11')
  expect(appAfter(['-----------'], opened).text).toContain('weight: -0.01')
  expect(appAfter(['uu'], louder).config).toBe(opened.config)
  expect(nextShares({ ...louder, result: louder.result! })?.about).toBeNull()
})

test('the form opens with the recipe of the result, unless there is something unsaved in it', () => {
  const form = appAfter(['3'], opened)
  expect([form.screen, form.text]).toEqual(['recipe', opened.result!.run.result.config])
  expect(isUnsaved(form)).toBe(false)
  const own = appAfter([recipeLoaded, recentRuns, '<enter>'])
  expect(appAfter(['3'], own).text).toBe(own.text)
  const taken = appAfter(['e'], own)
  expect(taken.text).toBe(opened.result!.run.result.config)
  expect(appAfter(['u'], taken).text).toBe(own.text)
})

test('says why a donor cannot be weighed', () => {
  expect(why('x', appAfter(['<tab>'], opened))).toMatch(/choose a donor/)
  const run = { folder: '/m', result: { ...recipeRun(['a', 'b'], 1, []), config: 'merge_method: [' } }
  const unreadable = appAfter([{ kind: 'show-result', run }])
  expect(why('x', unreadable)).toMatch(/holds no recipe/)
  const slices = 'merge_method: passthrough\nslices:\n  - sources: [{model: a, layer_range: [0, 1]}]\n'
  const sliced = appAfter([
    { kind: 'show-result', run: { ...run, result: { ...run.result, config: slices } } },
  ])
  expect(why('x', sliced)).toMatch(/edited as YAML/)
})

test('two runs of Home are compared: their recipes beside their shares', () => {
  const compared = appAfter([recentRuns, '<down>m<up>c'])
  expect(compared.result).toMatchObject({ view: 'compare', run: { folder: '/models/merged' } })
  const rows = resultRows({ ...compared, result: compared.result! }, compared.recent!)
  const texts = rows.map((row) =>
    row.kind === 'text' ? (row.name === null ? row.text : `${row.name}: ${row.text}`) : '',
  )
  expect(texts[0]).toContain('/models/first')
  expect(texts).toContain('./donors/quiet: – → in the merge')
  expect(texts.some((text) => /org\/chatml-full: [\d.]+ %, was [\d.]+ % {2}-[\d.]+ points/.test(text))).toBe(
    true,
  )
})
