import fc from 'fast-check'
import { expect, test, vi } from 'vitest'
import { MergescopeError } from '../../../src/core/errors.ts'
import { parseMergeConfig } from '../../../src/core/merge-config/parse.ts'
import { refusedRehearsal } from '../../../src/core/run/rehearsed.ts'
import type { Settings } from '../../../src/core/run/settings.ts'
import { columnsOf } from '../../../src/core/text/layout.ts'
import { letterOf } from '../../../src/core/text/letters.ts'
import { Screen } from '../../../src/ui/app.tsx'
import { predictionLines } from '../../../src/ui/components/prediction-lines.ts'
import type { AppAction } from '../../../src/ui/state/actions.ts'
import { reduceApp } from '../../../src/ui/state/reduce-app.ts'
import type { RunAction } from '../../../src/ui/state/run-state.ts'
import {
  appAfter,
  environmentSeen,
  recentRuns,
  recipeLoaded,
  recipeRun,
  runStarted,
} from '../../support/app-states.ts'
import { frame } from '../../support/frame.ts'
import { sampleRun } from '../../support/run-result.ts'

const everything = [environmentSeen, recentRuns, recipeLoaded] as const
const screens = {
  'empty home': [],
  home: [...everything],
  donors: [...everything, '2'],
  adding: [...everything, '2anemo'],
  recipe: [...everything, '3'],
  picker: [...everything, '3<enter>'],
  help: [...everything, '3?'],
  shares: [...everything, '<enter>'],
  heatmap: [...everything, '<enter><tab>'],
  compare: [...everything, '<enter><tab><tab><tab><tab>'],
} satisfies Record<string, readonly (AppAction | string)[]>
const draw = (actions: readonly (AppAction | string)[], columns: number, rows: number) =>
  frame(<Screen state={appAfter(actions)} />, columns, rows)

test.each(['home', 'donors', 'recipe', 'heatmap'] as const)('shows %s at 80 × 24', (name) => {
  expect(draw(screens[name], 80, 24)).toMatchSnapshot()
})

test('shows the recipe with its YAML below at 60 × 20', () => {
  expect(draw(screens.recipe, 60, 20)).toMatchSnapshot()
})

test.each(
  [
    [80, 24],
    [60, 20],
    [120, 40],
    [30, 10],
  ].flatMap(([columns, rows]) => Object.keys(screens).map((name) => [name, columns!, rows!] as const)),
)('%s stays inside %i × %i', (name, columns, rows) => {
  const lines = draw(screens[name as keyof typeof screens], columns, rows).split('\n')
  expect(lines.length).toBeLessThanOrEqual(rows)
  for (const line of lines) expect(columnsOf(line)).toBeLessThanOrEqual(columns)
})

test.each([80, 60])(
  'names the tensors of a layer so that they can be told apart, on %i columns',
  (columns) => {
    const drawn = draw([...screens.heatmap, '<enter>'], columns, 24)
    expect(drawn).toMatch(/^›mlp\.q_proj +[░▒▓█]/m)
    expect(drawn).toMatch(/mlp\.down_proj +[░▒▓█]/)
  },
)

test.each([26, 27, 40, 300, 1000])(
  'the heatmap of %i donors has a letter over each column, and says who has none',
  (count) => {
    const refs = Array.from({ length: count }, (_, index) => `org/donor-${index}`)
    const recent = { kind: 'recent', runs: [{ folder: '/m', result: sampleRun(refs, 4, []) }] } as const
    const lines = draw([environmentSeen, recent, '<enter><tab>'], 80, 24).split('\n')
    const head = lines.findIndex((line) => /^ +[a-z]+( +[a-z]+)+$/.test(line))
    const letters = lines[head]!.trim().split(/ +/)
    expect(new Set(letters).size).toBe(letters.length)
    // The last cell ends below the last letter.
    expect(lines[head + 1]!.trimEnd().length).toBe(lines[head]!.trimEnd().length)
    const legend = lines.slice(head).join('\n')
    // The loudest is the last one of these donors; nobody is left out without a word.
    expect(letters.at(-1)).toBe(letterOf(count - 1))
    for (const letter of letters.slice(0, 2))
      expect(legend).toMatch(new RegExp(`(^| )${letter} .*donor`, 'm'))
    if (letters.length < count) expect(legend).toMatch(/… and \d+ more, all of them in the report/)
  },
)

test('the legend of the heat map names all of fifteen donors with long names at 80 × 24', () => {
  const refs = Array.from({ length: 15 }, (_, at) => `org/a-long-name-of-a-merged-model-v${at}-12B`)
  const recent = { kind: 'recent', runs: [{ folder: '/m', result: sampleRun(refs, 12, []) }] } as const
  const lines = draw([environmentSeen, recent, '<enter><tab>'], 80, 24)
  for (const at of refs.keys()) expect(lines).toMatch(new RegExp(`(^|  )${letterOf(at)} \\S*…`, 'm'))
  expect(lines).not.toMatch(/all of them in the report/)
})

test('long names stay apart with their figures where donors are added and chosen, with marks where there are more', () => {
  const [start, end] = [
    'org/a-long-name-of-a-merged-model-',
    '-with-everything-that-one-could-want-in-it-12B',
  ]
  const names = Array.from({ length: 40 }, (_, at) => `${start}v${at}${end}`)
  const figures = { likes: 1, downloads: 2, gated: false, parameters: 12e9, licence: null }
  const suggestions = names.map((id) => ({ from: 'hub' as const, model: { id, ...figures } }))
  const added = draw(['2a', { kind: 'suggest', text: '', suggestions, problem: null }], 80, 24)
  const told = added.split('\n').filter((line) => line.includes('♥'))
  expect(told.length).toBeGreaterThan(6)
  for (const line of told) expect(line).toMatch(/12B 2↓ 1♥(\s+[▲▼])?$/)
  expect(new Set(told).size).toBe(told.length)
  const picker = draw([{ kind: 'paste', text: names.join('\n') }, '3<down><enter>'], 80, 24)
  expect(picker).toMatch(/base model {2}1–\d+ of 41 /)
  const choices = picker.split('\n').filter((line) => line.includes('12B') && !/│.*│.*│/.test(line))
  expect(new Set(choices).size).toBe(choices.length)
})

test('draws hostile names harmlessly on every screen', () => {
  const evil = 'org/\u001b[2J\u202e模型a\u0301\u0301\u0301\u0301\u0007'
  const model = { id: evil, likes: 1, downloads: 2, gated: true, parameters: 12e9, licence: evil }
  const actions = [
    { kind: 'paste', text: `${evil}\norg/two` },
    '2a',
    { kind: 'suggest', text: '', suggestions: [{ from: 'hub', model }], problem: evil },
  ] as const
  for (const keys of ['', '<esc>', '<esc>3', '<esc>3<down><enter>', '<esc>1']) {
    const drawn = draw([...actions, keys], 80, 24)
    expect(drawn).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/)
    for (const line of drawn.split('\n')) expect(columnsOf(line)).toBeLessThanOrEqual(80)
  }
})

test('the footer shows keys that do nothing in brackets, the help says why', () => {
  expect(draw(screens['empty home'], 80, 24)).toContain('(enter open the run)')
  expect(draw(['?'], 80, 24)).toContain('open the run: not now, no run yet')
})

test('the help shows every key of the longest list at 80 × 24, and scrolls where that is too small', () => {
  expect(draw(screens.help, 80, 24)).toMatch(/^enter +change[\s\S]*^ctrl\+c +quit/m)
  const [small, end] = [draw(screens.help, 60, 12), draw([...screens.help, '<end>'], 60, 12)]
  expect([/ctrl\+c/.test(small), /ctrl\+c/.test(end)]).toEqual([false, true])
  expect(small).toMatch(/keys of recipe 1–\d+ of \d+$/m)
})

test('the YAML beside the form shows the donor under the cursor, however long it is', () => {
  const long = { ...recipeLoaded, text: forty.config, config: parseMergeConfig(forty.config).config! }
  const drawn = draw([environmentSeen, long as AppAction, '3/A-Long-Name-37<enter>'], 120, 24)
  // In the form, in the YAML, and as what was looked for.
  expect(drawn.match(/A-Long-Name-37/g)).toHaveLength(3)
})

test('a screen reader hears the screens line by line', () => {
  for (const name of ['home', 'donors', 'recipe', 'shares'] as const) {
    const drawn = frame(<Screen state={appAfter(screens[name])} />, 80, 24, { screenReader: true })
    expect(drawn.split('\n').length).toBeGreaterThan(4)
    expect(drawn).toContain('q quit')
    expect(drawn).not.toMatch(/\u001b/)
  }
})

const names = Array.from({ length: 40 }, (_, at) =>
  at % 3 ? `./models/A-Long-Name-${at}-bf16` : `模型/第${at}版`,
)
const wide = '模型 '.repeat(60)
const forty = recipeRun(names, 3, ['a', '\u001b[2J'])
const told = (action: RunAction): AppAction => ({ kind: 'run', id: 1, action })
const started = runStarted('m.yml')
const asked = told({ kind: 'asked', question: wide })
const events: readonly AppAction[] = [
  ...everything,
  {
    kind: 'recent',
    runs: [
      { folder: '/m/模型', result: forty },
      { folder: '/m/two', result: recipeRun(['a'], 0, []) },
    ],
  },
  { kind: 'paste', text: 'org/a\n模型/b\nx y' },
  { kind: 'paste', text: '[0, 0.5, 模]' },
  started,
  asked,
  told({ kind: 'event', at: 5, event: { event: 'stage-started', stage: 'merge', title: wide } }),
  told({ kind: 'event', at: 6, event: { event: 'share-of-voice', tensor: forty.shareOfVoice!.tensors[2]! } }),
  { kind: 'donor', name: 'org/a', state: { status: 'failed', message: wide, hint: wide } },
  {
    kind: 'suggest',
    text: '',
    suggestions: names.map((path) => ({ from: 'path', path, kind: 'model' })),
    problem: wide,
  },
]
const key = fc
  .constantFrom(
    ...'qlduUabsyner?12345.7%x+-m: /gG<>cwtfvpo',
    ...['enter', 'esc', 'up', 'down', 'left', 'right', 'tab', 'backspace', 'ctrl+c', 'delete'],
    ...['pagedown', 'pageup', 'home', 'end', 'shift+tab'],
  )
  .map((name): AppAction => ({ kind: 'key', key: name }))

test('whatever is pressed and comes in, with forty donors, the screen stays inside a terminal of any size', () => {
  const complained = vi.spyOn(console, 'error')
  fc.assert(
    fc.property(
      fc.array(
        fc.oneof({ arbitrary: key, weight: 3 }, { arbitrary: fc.constantFrom(...events), weight: 1 }),
        {
          minLength: 3,
          maxLength: 40,
        },
      ),
      fc.tuple(fc.integer({ min: 1, max: 130 }), fc.integer({ min: 1, max: 45 })),
      (actions, [columns, rows]) => {
        const lines = frame(<Screen state={actions.reduce(reduceApp, appAfter([]))} />, columns, rows).split(
          '\n',
        )
        expect(lines.length).toBeLessThanOrEqual(rows)
        for (const line of lines) expect(columnsOf(line), line).toBeLessThanOrEqual(columns)
      },
    ),
    // A question of many lines, some of which say the same.
    {
      numRuns: 40,
      examples: [
        [
          [started, asked],
          [24, 30],
        ],
      ],
    },
  )
  expect(complained).not.toHaveBeenCalled()
})

test('the recipe waits for no donor that cannot be read, and says why it cannot run', () => {
  const name = 'org/one'
  const prediction = {
    vocabulary: null,
    estimate: null,
    verdict: 'ok',
    findings: [],
    waitsFor: [name, 'x/y'],
  } as const
  const failed = { status: 'failed', message: 'there is no such folder', hint: null } as const
  const told = (waitsFor: readonly string[]) =>
    predictionLines(
      {
        prediction: { ...prediction, waitsFor },
        predicting: false,
        rehearsal: null,
        taken: null,
        donors: new Map([[name, failed]]),
        settings: new Map(),
      },
      80,
    ).map(({ text }) => text)
  expect(told([name])).toEqual([
    'it cannot run',
    expect.stringMatching(/^error: .*: there is no such folder$/),
  ])
  expect(told([name, 'x/y'])[0]).toBe('waiting for 1 donor to be read')
})

test('what is not known of a recipe is said, and what its rehearsal refuses cannot run', () => {
  const prediction = { findings: [], waitsFor: [], verdict: 'ok', vocabulary: null, estimate: null } as const
  const refused = refusedRehearsal(
    new MergescopeError('usage', 'there is no cuda device here', { hint: 'use --device cpu' }),
  )
  const told = (settings: Settings, rehearsal: typeof refused | 'going on' | null) =>
    predictionLines(
      { prediction, predicting: false, rehearsal, taken: null, donors: new Map(), settings },
      80,
    ).map(({ text }) => text)
  expect(told(new Map(), null)).toEqual(['it would run'])
  expect(told(new Map([['device', 'cuda:1']]), null)[0]).toBe('it would run, if torch finds cuda:1')
  expect(told(new Map([['ray', 'nowhere:99']]), null)[0]).toBe(
    'it would run, if a Ray cluster answers at nowhere:99',
  )
  expect(told(new Map([['device', 'cuda']]), refused)).toEqual([
    'it cannot run',
    'error: there is no cuda device here (use --device cpu)',
  ])
})

test.each([
  [80, 24],
  [120, 40],
  [200, 50],
])('the options of the run have a heading and a key, at %i × %i', (columns, rows) => {
  for (const state of [appAfter(screens.recipe), appAfter([recipeLoaded, '3'])]) {
    const drawn = frame(<Screen state={appAfter(['o'], state)} />, columns, rows)
    expect(drawn).toMatch(/options of the run ─[\s\S]*^›device/m)
  }
})

test('no line of a large terminal stands empty while the form is cut', () => {
  const drawn = frame(<Screen state={appAfter([recipeLoaded, '3'])} />, 200, 50)
  expect(drawn).toMatch(/^ audit/m)
})

test.each([
  [80, 24],
  [60, 20],
  [45, 20],
])('a notice with a long name keeps its mark and what it says, at %i × %i', (columns, rows) => {
  for (const length of [10, 40, 78, 200]) {
    const name = `./d/${'a-very-long-name-'.repeat(20).slice(0, length)}`
    const texts = [`${name} removed: u brings it back`, `saved ${name}`, `added ${name}, and more`]
    for (const text of texts) {
      const drawn = frame(
        <Screen state={appAfter([{ kind: 'notice', tone: 'info', text }])} />,
        columns,
        rows,
      )
      const at = drawn.split('\n').findIndex((line) => line.startsWith('·'))
      expect(drawn.split('\n')[at]).toMatch(/^· \S+/)
      if (text.includes('brings')) expect(drawn.replace(/\s+/g, ' ')).toContain('removed: u brings it back')
    }
  }
})

test('no name of a donor is cut to tell its architecture', () => {
  for (const length of [5, 15, 22, 30, 42]) {
    const names = Array.from(
      { length: 4 },
      (_, at) => `org/${'name-of-a-donor-'.repeat(4).slice(0, length)}${at}`,
    )
    const state = appAfter([{ kind: 'paste', text: names.join('\n') }, '2'])
    const drawn = frame(<Screen state={state} />, 80, 24)
    expect(drawn).not.toMatch(/\S…\S.*architecture|architecture[\s\S]*\S…\S/)
    if (length <= 15) expect(drawn).toContain('architecture')
  }
})
