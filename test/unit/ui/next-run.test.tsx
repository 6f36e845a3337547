import { expect, test } from 'vitest'
import { comparisonLines } from '../../../src/cli/render/comparison.ts'
import { makePaint } from '../../../src/cli/render/paint.ts'
import { mergeMethods } from '../../../src/core/methods.ts'
import { donorNames } from '../../../src/core/recipe/recipe.ts'
import { compareRuns } from '../../../src/core/report-text/compare.ts'
import { recordedSettings, settingArguments, settingValues } from '../../../src/core/run/settings.ts'
import { Screen } from '../../../src/ui/app.tsx'
import { isUnsaved } from '../../../src/ui/state/history.ts'
import { bindingsOf } from '../../../src/ui/state/keys.ts'
import { nextShares } from '../../../src/ui/state/next-run.ts'
import { resultRows } from '../../../src/ui/state/result-rows.ts'
import { commandsOf } from '../../../src/ui/state/rows/commands-of.ts'
import { textOf } from '../../../src/ui/state/rows/row.ts'
import { appAfter, recentRuns, recipeLoaded, recipeRun } from '../../support/app-states.ts'
import { frame } from '../../support/frame.ts'

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
  const silent = appAfter(['-'.repeat(15)], opened)
  expect(silent.text).toContain('{model: "./donors/quiet", parameters: {weight: 0}}')
  expect(silent.notice?.text).toMatch(/below 0 its change would be taken away/)
  expect(appAfter(['uu'], louder).text).toBe(opened.result!.run.result.config)
  expect(nextShares({ ...louder, result: louder.result! })?.about).toBeNull()
})

test.each([
  ['0.03', 'weight: 0.03}'],
  ['-0.5', 'weight: -0.5}'],
  ['[0, 0.5]', 'weight: [0, 0.5]}'],
])('a weight is typed beside the result: %s', (typed, told) => {
  const done = appAfter([`w${typed}<enter>`], opened)
  expect(done.text).toContain(told)
  expect(done.result?.edit).toBeNull()
  expect(nextShares({ ...done, result: done.result! })).not.toBeNull()
  expect(appAfter(['u'], done).text).toBe(opened.result!.run.result.config)
  expect(frame(<Screen state={appAfter(['w7'], opened)} />, 80, 24)).toMatch(/^weight: 7/m)
})

test.each(['', 'much', 'r4vv/layers.1.', '[0, x]', '{a: 1}'])(
  'no weight is %j: it is said and stays',
  (typed) => {
    const left = appAfter([`w${typed}${typed ? '' : '<backspace>'}<enter>`], opened)
    expect(left.config).toBe(opened.config)
    expect(left.notice?.text).toMatch(/must be a (number|value)/)
    expect(frame(<Screen state={left} />, 40, 10), 'both are seen').toMatch(
      /^! weight .*must[\s\S]*^weight: /m,
    )
    expect(appAfter(['<esc>'], left)).toMatchObject({ screen: 'result', result: { edit: null } })
  },
)

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

/** The next run from here, as it ends: what it was made by, and what the screens show of it. */
function afterNextRun(state: typeof opened, folder: string): typeof opened {
  const { config, text } = state
  const donors = donorNames(config).filter((name) => name !== 'base')
  const result = { ...recipeRun(donors, 2, []), config: text }
  const started = {
    kind: 'run-started',
    id: 7,
    at: 0,
    config: 'merge.yml',
    output: folder,
    command: [],
  } as const
  return appAfter([started, { kind: 'run-ended', id: 7, folder, result, error: null }], state)
}

test.each(['', 'x', '++', 'x3<esc>5', 'xu', 'e5'])(
  'undo beside a result stops at the recipe that was run, after %j and the next run alike',
  (keys) => {
    const shown = appAfter([keys], opened)
    const back = appAfter(['uuuuuu'], shown)
    if (donorNames(back.config).length > 0) expect(back.text).toBe(opened.result!.run.result.config)
    expect(why('u', back)).toMatch(/^nothing to undo/)
    const ran = afterNextRun(appAfter(['x'], opened), '/models/next')
    expect(why('u', ran)).toMatch(/^nothing to undo here: .*recipe \(3\)/)
    expect(appAfter(['3u'], ran).text).toBe(opened.result!.run.result.config)
    expect(appAfter(['uuu3'], ran).text).toBe(ran.text)
  },
)

test('a result is compared with the run that it began with, else with the one that has the most donors of it', () => {
  const run = (folder: string, names: readonly string[]) => ({ folder, result: recipeRun(names, 2, []) })
  const [other, near, far] = [
    run('/m/other', ['p', 'q']),
    run('/m/near', ['a', 'b', 'c']),
    run('/m/far', ['a']),
  ]
  const recent = { kind: 'recent', runs: [other, far, near] } as const
  const seen = (state: typeof opened, more = 0) => {
    const result = { ...state.result!, view: 'compare', other: more } as const
    return resultRows({ ...state, result }, state.recent!)
      .map(textOf)
      .join('\n')
  }
  const shown = appAfter([recent, { kind: 'show-result', run: run('/m/now', ['a', 'b', 'c', 'd']) }])
  expect(['near', 'far', 'other'].map((name, at) => seen(shown, at).includes(`was /m/${name}`))).toEqual([
    true,
    true,
    true,
  ])
  expect([0, 1, 2].map((at) => /no donor in common/.test(seen(shown, at)))).toEqual([false, false, true])
  // Whatever is newer, and also where it is in no list.
  const origin = run('/elsewhere/origin', ['a', 'b', 'z'])
  const next = afterNextRun(appAfter([recent, { kind: 'show-result', run: origin }, 'x']), '/m/next')
  expect(seen(next)).toContain('was /elsewhere/origin')
  expect(next.result?.before?.foretold?.donors).toHaveLength(3)
  expect(appAfter(['d'], next).result).toMatchObject({ view: 'compare', other: 0 })
  for (const [columns, rows] of [
    [80, 24],
    [160, 50],
  ] as const) {
    const screen = frame(<Screen state={appAfter(['<home>'], next)} />, columns, rows).replace(/\s+/g, ' ')
    expect(screen).toMatch(/was foretold/)
    expect(screen).toMatch(
      /since \/elsewhere\/origin: was [\d.]+ %, foretold [\d.]+ %, measured [\d.]+ %; d compares/,
    )
  }
})

test('the next run has the device, the seed and the audit of the old one, and undo gives back what was set', () => {
  const settings = { device: 'cuda', seed: 7, shardSize: 5_000_000_000, audit: 'full' } as const
  const folder = '/models/old'
  const result = { ...recipeRun(['a', 'b'], 1, []), settings }
  const opened = appAfter([{ kind: 'show-result', run: { folder, result } }], {
    ...appAfter([]),
    settings: new Map([['seed', '3']]),
  })
  const next = appAfter(['x'], opened)
  expect(settingArguments(next.settings).join(' ')).toBe(
    '--device cuda --random-seed 7 --out-shard-size 5000000000 --audit full',
  )
  expect(settingValues(next.settings)).toEqual(settings)
  expect(commandsOf(next.result!).join('\n')).toContain('--device cuda --random-seed 7')
  expect(appAfter(['u3u'], next).settings).toEqual(opened.settings)
  const plain = { ...result, settings: recordedSettings({ device: 'cpu', audit: 'on', seed: 0 }) }
  const anew = appAfter(
    ['x'],
    appAfter([{ kind: 'show-result', run: { folder: '/models/other', result: plain } }], next),
  )
  expect([...anew.settings]).toEqual([])
})

test.each([
  [null, 'merged', /measures again, into \.\/merged( |$)/],
  ['merged-2', 'merged', /measures again, into \.\/merged-2/],
  ['/far/merged-3', '/far/merged', /measures again, into \/far\/merged-3/],
  [null, 's3://bucket/merged', /measures again, beside s3:\/\/bucket\/merged/],
])('says where the next run goes, with %j free beside %s', (next, output, told) => {
  const result = { ...recipeRun(['a', 'b'], 1, []), output }
  const state = appAfter([
    { kind: 'show-result', run: { folder: '/elsewhere/merged', result } },
    '+',
    { kind: 'output-seen', taken: next === null ? null : { output, by: 'files', next } },
  ])
  expect(frame(<Screen state={state} />, 200, 40).replace(/\s+/g, ' ')).toMatch(told)
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

test('says what to do about a donor in the next run, and which rows go with one that is left out', () => {
  const [loud = '', ...rest] = ['org/loud', 'org/b', 'org/c']
  const inspect = { donors: [{ ref: loud, ghosts: [], soleTokens: 2 }] } as never
  const result = { ...recipeRun([loud, ...rest], 1, []), inspect }
  const run = { folder: '/m', result }
  const opened = appAfter([{ kind: 'show-result', run }])
  const at = resultRows({ ...opened, result: opened.result! }, []).findIndex(
    (row) => row.kind === 'donor' && row.told.ref === loud,
  )
  const there = appAfter(['<down>'.repeat(at)], opened)
  const draw = (keys: string) =>
    frame(<Screen state={appAfter([keys], there)} />, 120, 30).replace(/\s+/g, ' ')
  expect(draw('')).not.toMatch(/then it |alone holds/)
  expect(draw('x')).toContain('it alone holds the rows of 2 tokens: without it, no donor gives them a row')
  expect(draw('+'.repeat(40))).toContain('then it has about its fair share')
  expect(draw('-'.repeat(10))).toMatch(/then it cannot be told apart from rounding: give it a weight/)
})

test.each([...mergeMethods.values()])(
  'the weight of a donor is a matter of $name',
  ({ name, parameters }) => {
    const result = recipeRun(['a', 'b'], 1, [])
    const config = result.config.replace('task_arithmetic', name)
    const state = appAfter([{ kind: 'show-result', run: { folder: '/m', result: { ...result, config } } }])
    const reason = parameters.some((spec) => spec.name === 'weight')
      ? null
      : `${name} gives no donor a weight`
    expect([why('+', state), why('-', state), why('x', state)]).toEqual([reason, reason, null])
    expect(appAfter(['+'], state).config === state.config).toBe(reason !== null)
  },
)

test('a base among the shares has no weight where the others alone are weighed', () => {
  const result = recipeRun(['a', 'base'], 1, [])
  const state = appAfter([{ kind: 'show-result', run: { folder: '/m', result } }, '<end>'])
  const rows = resultRows({ ...state, result: state.result! }, [])
  const at = rows.findIndex((row) => row.kind === 'donor' && row.told.ref === 'base')
  const there = { ...state, result: { ...state.result!, row: at } }
  expect(why('+', there)).toMatch(/the base has no weight/)
})

test.each([
  ['merge_method: [', 'a recipe cannot be read'],
  [recipeRun(['a', 'b'], 1, []).config, 'the same recipe'],
  [`${recipeRun(['a', 'b'], 1, []).config}# a comment\n`, 'the same recipe'],
])('compares with a recipe %j: %s', (config, told) => {
  const [first, second] = ['/m', '/n'].map((folder, at) => ({
    folder,
    at,
    result: recipeRun(['a', 'b'], 1, []),
  }))
  const runs = [first!, { ...second!, result: { ...second!.result, config } }]
  const state = appAfter([
    { kind: 'recent', runs },
    { kind: 'show-result', run: runs[0]! },
  ])
  const rows = resultRows({ ...state, result: { ...state.result!, view: 'compare' } }, state.recent!)
  const texts = rows.map(textOf)
  expect(texts.filter((text) => /recipe/.test(text))).toEqual([told])
  const lines = comparisonLines(compareRuns(runs[0]!.result, runs[1]!.result), 80, makePaint(false))
  expect(lines).toContain(`recipe   ${told}`)
})

test('two runs of Home are compared: their recipes beside their shares', () => {
  const compared = appAfter([recentRuns, '<down>m<up>c'])
  expect(compared.result).toMatchObject({ view: 'compare', run: { folder: '/models/merged' } })
  const rows = resultRows({ ...compared, result: compared.result! }, compared.recent!)
  const texts = rows.map((row) =>
    row.kind === 'text' ? (row.name === null ? row.text : `${row.name}: ${row.text}`) : '',
  )
  expect(texts[0]).toContain('was /models/first')
  expect(texts[1]).toContain('now /models/merged')
  expect(texts.some((text) => /org\/chatml-full: [\d.]+ % → [\d.]+ %, -[\d.]+ points/.test(text))).toBe(true)
})
