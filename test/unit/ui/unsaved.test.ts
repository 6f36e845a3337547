import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseMergeConfig } from '../../../src/core/merge-config/parse.ts'
import { donorNames, recipeText } from '../../../src/core/recipe/recipe.ts'
import { settingNames, settingSpecs } from '../../../src/core/run/settings.ts'
import type { AppAction } from '../../../src/ui/state/actions.ts'
import { type AppState, startOfApp } from '../../../src/ui/state/app.ts'
import { isUnsaved } from '../../../src/ui/state/history.ts'
import { bindingsOf } from '../../../src/ui/state/keys.ts'
import { reduceApp } from '../../../src/ui/state/reduce-app.ts'
import { appAfter } from '../../support/app-states.ts'
import { sampleRun } from '../../support/run-result.ts'

const text = `# mine
merge_method: ties
base_model: org/base # of all
models:
  - {model: org/one, parameters: {weight: 0.4, density: 0.5}}
  - model: org/two # the second
    parameters: {weight: 0.2}
dtype: bfloat16
`
const loaded: AppAction = { kind: 'recipe', file: 'mine.yml', text, config: parseMergeConfig(text).config! }
const made = ({ config, text, output, file, settings, origin }: AppState) => ({
  config,
  text,
  output,
  file,
  settings: [...settings],
  origin,
})

/** What becomes of an effect outside, where that changes the recipe or where it lies. */
function outside(state: AppState, before: AppState): AppState {
  const { effect } = state
  if (effect === null || effect === before.effect) return state
  if (effect.kind === 'save') {
    const saved = reduceApp(state, { kind: 'file', file: effect.path, text: effect.text })
    return effect.next ? reduceApp(saved, { kind: 'effect', effect: effect.next }) : saved
  }
  if (effect.kind === 'load') return reduceApp(state, { ...loaded, file: effect.path } as AppAction)
  if (effect.kind === 'edit')
    return reduceApp(state, { kind: 'slip', text: `${effect.text}\n[`, problem: 'line 9' })
  return state
}

const keys = [...'qlduUabsyner?1230.7%x+-m: /gG<>']
const special = [
  'enter',
  'esc',
  'up',
  'down',
  'left',
  'right',
  'tab',
  'backspace',
  'ctrl+c',
  'delete',
  'pagedown',
  'home',
  'end',
]
const action: fc.Arbitrary<AppAction> = fc.oneof(
  {
    arbitrary: fc.constantFrom(...keys, ...special).map((key): AppAction => ({ kind: 'key', key })),
    weight: 12,
  },
  {
    arbitrary: fc
      .constantFrom('org/a\norg/b', './x y', 'mine.yml', '0.25', '[0, 1]')
      .map((pasted): AppAction => ({ kind: 'paste', text: pasted })),
    weight: 2,
  },
  { arbitrary: fc.constantFrom(loaded, { kind: 'notice', tone: 'info', text: '' } as const), weight: 1 },
)

test('whatever is pressed, nothing that is not saved is left without a question', () => {
  let asked = 0
  fc.assert(
    fc.property(fc.array(action, { minLength: 5, maxLength: 60 }), (actions) => {
      let state = startOfApp
      for (const each of [loaded, ...actions]) {
        const next = reduceApp(state, each)
        const { effect } = next
        const leaves = effect !== state.effect && (effect?.kind === 'quit' || effect?.kind === 'load')
        if (leaves && isUnsaved(next)) {
          asked++
          expect(state.question, JSON.stringify(each)).toBe('unsaved')
        }
        state = outside(next, state)
      }
    }),
    { numRuns: 400 },
  )
  expect(asked).toBeGreaterThan(0)
})

/** Keys that lead to an edit wherever they begin; a text in angle brackets is a key. */
const typed = (keys: string): readonly AppAction[] =>
  [...keys.matchAll(/<([^>]+)>|(.)/gsu)].map(([, key, char]) => ({ kind: 'key', key: key ?? char! }))
const toRow = (label: string) => `<esc><esc>3/${label}<enter>`
const value = fc.constantFrom('0.3', '1', '[0, 1]', '[{filter: mlp, value: 2}, 1]', '', 'much')
const refs = ['org/one', 'org/two']
const edits = {
  setting: fc
    .tuple(
      fc.constantFrom(...settingNames),
      fc.constantFrom('cuda:0,cuda:1', 'auto', '2GiB', '7', 'full', ''),
    )
    .map(([name, text]) => `${toRow(settingSpecs[name].label)}<enter>${text}<enter>`),
  'for all': fc
    .tuple(fc.constantFrom('', '<right>'), value)
    .map(([column, text]) => `${toRow('org/')}${column}a${text}<enter>`),
  'whole merge': value.map((text) => `${toRow('whole')}<enter>${text}<enter>`),
  cell: fc.tuple(fc.constantFrom(...refs), value).map(([ref, text]) => `${toRow(ref)}<enter>${text}<enter>`),
  normalise: fc.constant(`${toRow('org/')}%`),
  default: fc.constantFrom('lambda', 'org/two', 'memory', 'whole').map((row) => `${toRow(row)}<backspace>`),
  choice: fc
    .tuple(fc.constantFrom('method', 'base', 'tokenizer', 'dtype', 'out'), fc.constantFrom('right', 'left'))
    .map(([row, side]) => `${toRow(row)}<${side}>`),
  text: fc
    .tuple(
      fc.constantFrom('output', 'recipe file', 'chat template', 'pad rows'),
      fc.constantFrom('16', 'b.yml'),
    )
    .map(([row, text]) => `${toRow(row)}<enter>${text}<enter>`),
  'leave out': fc
    .constantFrom('x', '+', '-', '<down>x', '<down>+++')
    .map((keys) => `<esc><esc>1<enter>${keys}`),
  donors: fc.constantFrom('d', 'b', 'aorg/new<enter>').map((keys) => `<esc><esc>2<down>${keys}`),
  step: fc.constantFrom('u', 'U', 'uu', 'uuU').map((keys) => `<esc><esc>${keys}`),
} satisfies Record<string, fc.Arbitrary<string>>
const results: AppAction = {
  kind: 'recent',
  runs: [{ folder: '/m/done', result: { ...sampleRun(refs, 1, []), config: text } }],
}

test('whatever was edited, undo gives back what was before exactly, and redo what came after', () => {
  const met = new Set<string>()
  const macro = fc.oneof(
    ...Object.entries(edits).map(([name, keys]) =>
      (keys as fc.Arbitrary<string>).map((text) => ({ name, actions: typed(text) })),
    ),
    fc.array(action, { maxLength: 4 }).map((actions) => ({ name: 'anything', actions })),
  )
  fc.assert(
    fc.property(fc.array(macro, { minLength: 3, maxLength: 12 }), (macros) => {
      let state = reduceApp(startOfApp, results)
      for (const { name, actions } of [{ name: 'load', actions: [loaded] }, ...macros])
        for (const each of actions) {
          const next = reduceApp(state, each)
          const isStep = each.kind === 'key' && /^u$/i.test(each.key)
          const [before, after] = [made(state), made(next)]
          if (!isStep && next.past !== state.past) {
            met.add(name)
            // Where the recipe of a result comes into the form with its first change, that is a step of its own.
            const steps = next.past.length - state.past.length
            const step = (kind: 'undo' | 'redo', from: AppState) =>
              Array.from({ length: steps }, () => kind).reduce((at, kind) => reduceApp(at, { kind }), from)
            const back = step('undo', { ...next, slip: null, screen: 'recipe' })
            expect(made(back)).toEqual(before)
            expect(made(step('redo', back))).toEqual(after)
          } else if (!isStep && name !== 'load') expect(after).toEqual(before)
          // The form and the text say the same.
          if (next.config !== state.config) {
            const read = parseMergeConfig(next.text).config
            if (read) expect(recipeText(read)).toBe(recipeText(next.config))
          }
          state = outside(next, state)
        }
    }),
    { numRuns: 80 },
  )
  expect([...Object.keys(edits)].filter((name) => name !== 'step' && !met.has(name))).toEqual([])
})

test('undo stops at the recipe that was opened first, and never empties the screens', () => {
  const opened = appAfter([loaded])
  expect(opened.past).toEqual([])
  const edited = appAfter(['2d'], opened)
  expect(made(appAfter(['uuuu'], edited))).toEqual(made(opened))
  // A recipe over one that somebody has begun is a step like any other.
  const over = appAfter(['2aorg/mine<enter>', loaded])
  expect(donorNames(appAfter(['u'], over).config)).toEqual(['org/mine'])
})

test.each(['q', '<ctrl+c>', '2amine.yml<enter>'])(
  '%s asks about a recipe that is not saved; y leaves it, n and esc stay, s saves it first',
  (leave) => {
    const edited = appAfter([loaded, '2d'])
    expect(isUnsaved(edited)).toBe(true)
    const asking = appAfter([leave], edited)
    expect([asking.question, asking.effect]).toEqual(['unsaved', null])
    expect(bindingsOf(asking).map(({ label }) => label)).toEqual(['leave it', 'save it first', 'stay', ''])
    expect(appAfter(['y'], asking).effect).toMatchObject({ sure: true })
    for (const stay of ['n', '<esc>']) {
      const stayed = appAfter([stay], asking)
      expect([stayed.question, stayed.effect, stayed.text]).toEqual([null, null, edited.text])
    }
    const saving = appAfter(['s'], asking)
    expect(saving.effect).toMatchObject({
      kind: 'save',
      path: 'mine.yml',
      text: edited.text,
      expected: text,
      next: asking.leaving,
    })
  },
)

test('what was saved, only loaded, or never begun is left at once', () => {
  expect(appAfter(['q']).effect).toEqual({ kind: 'quit' })
  expect(appAfter([loaded, 'q']).effect).toEqual({ kind: 'quit' })
  const saved = appAfter([loaded, '2d'])
  expect(appAfter([{ kind: 'file', file: 'mine.yml', text: saved.text }, 'q'], saved).effect).toEqual({
    kind: 'quit',
  })
  expect(appAfter(['uq'], saved).effect, 'undone').toEqual({ kind: 'quit' })
})

test('a donor that was removed comes back, with its values and its comment', () => {
  const removed = appAfter([loaded, '2<down><down>d'])
  expect(removed.text).not.toContain('org/two')
  expect(removed.notice?.text).toMatch(/org\/two removed: u brings it back/)
  const back = appAfter(['u'], removed)
  expect(back.text).toBe(text)
  expect(donorNames(back.config)[back.donorRow], 'under the cursor').toBe('org/two')
})

test('a text of the editor that is no recipe is kept, asked about, and gone back to', () => {
  const slipped = appAfter([
    loaded,
    '3',
    { kind: 'slip', text: 'models: [', problem: 'line 1: it ends too early' },
  ])
  expect(slipped.question).toBe('slip')
  expect(appAfter(['y'], slipped).effect).toEqual({ kind: 'edit', text: 'models: [' })
  const later = appAfter(['n'], slipped)
  expect(later.text).toBe(text)
  expect(appAfter(['e'], later).effect).toEqual({ kind: 'edit', text: 'models: [' })
  expect(appAfter(['q'], later).question).toBe('unsaved')
  expect(appAfter(['r'], later).notice?.text).toMatch(/not a recipe yet/)
  expect(appAfter(['uq'], later).effect).toEqual({ kind: 'quit' })
  const putAway = appAfter(['u'], later)
  expect([putAway.slip, putAway.text]).toEqual([null, text])
  expect(appAfter(['Ue'], putAway).effect).toEqual({ kind: 'edit', text: 'models: [' })
})

test('a donor that could not be read is read again, and one that is gone from the recipe stops no run', () => {
  const failed = { status: 'failed', message: 'the network is down', hint: null } as const
  const state = appAfter([loaded, { kind: 'donor', name: 'org/one', state: failed }, '2<down>'])
  expect(appAfter(['r'], state).donors.has('org/one')).toBe(false)
  expect(
    appAfter([{ kind: 'donor', name: 'org/gone', state: failed }, '3r'], appAfter([loaded])).effect,
  ).toMatchObject({ kind: 'run' })
})
