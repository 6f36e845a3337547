import { expect, test } from 'vitest'
import { MergescopeError } from '../../../src/core/errors.ts'
import { parseMergeConfig } from '../../../src/core/merge-config/parse.ts'
import { newestMergekit } from '../../../src/core/mergekit/known.ts'
import { formatModelRef, literalRef } from '../../../src/core/model-ref.ts'
import { donorNames, donorsByName, recipeText } from '../../../src/core/recipe/recipe.ts'
import { parseSetting, settingText } from '../../../src/core/recipe/setting-text.ts'
import { settingArguments, settingValues } from '../../../src/core/run/settings.ts'
import type { Suggestion } from '../../../src/ui/state/adding.ts'
import { foundRuns } from '../../../src/ui/state/find.ts'
import { bindingsOf, openCommands } from '../../../src/ui/state/keys.ts'
import { textOf } from '../../../src/ui/state/line.ts'
import type { ParameterCell } from '../../../src/ui/state/parameter-cells.ts'
import { recipeRows } from '../../../src/ui/state/recipe-rows.ts'
import { resultRows } from '../../../src/ui/state/result-rows.ts'
import { appAfter, recentRuns, recipeLoaded, runStarted } from '../../support/app-states.ts'
import { sampleRun } from '../../support/run-result.ts'

const effective = ({ own, inherited }: ParameterCell): string | null =>
  own ? settingText(own) : inherited === 'varies' ? inherited : inherited && settingText(inherited)

const label = (key: string, state: ReturnType<typeof appAfter>) =>
  bindingsOf(state).find(({ keys }) => keys.includes(key))

test('from home to donors: each name that is entered becomes a donor, and the line is ready for the next', () => {
  const state = appAfter(['nacat/one<enter>./two/<enter>'])
  expect(donorNames(state.config)).toEqual(['cat/one', './two'])
  expect(state.adding && textOf(state.adding.line)).toBe('')
  expect(appAfter(['<esc>b'], state).config.baseModel?.model.path).toBe('./two')
})

test('letters that are keys elsewhere are text in the line', () => {
  expect(textOf(appAfter(['naq?1<left><backspace>x']).adding!.line)).toBe('qx1')
})

test('a paste of several lines adds them all, wherever it happens', () => {
  expect(donorNames(appAfter([{ kind: 'paste', text: '- org/a\n- org/b\n' }]).config)).toEqual([
    'org/a',
    'org/b',
  ])
  const typing = appAfter(['na', { kind: 'paste', text: 'org/a\norg/b' }])
  expect(donorNames(typing.config)).toEqual(['org/a', 'org/b'])
})

test('models that are pasted beside a result come to its recipe', () => {
  const beside = appAfter([recentRuns, '<enter>', { kind: 'paste', text: 'org/new\n' }])
  expect([beside.screen, donorNames(beside.config)]).toEqual([
    'donors',
    [...donorNames(beside.result!.recipe!), 'org/new'],
  ])
  const nothing = appAfter([recentRuns, '<enter>', { kind: 'paste', text: 'some words\n' }])
  expect([nothing.screen, donorNames(nothing.config)]).toEqual(['result', []])
})

test('a paste without a model in it leaves the screen as it is', () => {
  const pasted = appAfter([recipeLoaded, '3', { kind: 'paste', text: 'a sentence of words\n\u001b[2J\n' }])
  expect(pasted.screen).toBe('recipe')
  expect(pasted.notice?.text).toMatch(/^no model in what was pasted: a sentence of words, … \(.*in quotes\)$/)
})

test('of several lines that are pasted, those that come to no donor are told', () => {
  const text = 'my models/one\norg/a\n"my models/two"\n'
  const { config, notice } = appAfter(['2', { kind: 'paste', text }])
  expect(donorNames(config)).toEqual(['org/a', 'my models/two'])
  expect(notice?.text).toMatch(/^2 donors added; 1 line left out: my models\/one \(.*in quotes\)$/)
})

test.each(['3<enter>', '?', '2dq'])(
  'nothing is pasted where a choice or an answer is waited for, after %s',
  (keys) => {
    const state = appAfter([recipeLoaded, keys])
    expect(appAfter([{ kind: 'paste', text: 'org/a\norg/b' }], state)).toEqual(state)
  },
)

test('a paste of one line goes into the line that is typed', () => {
  expect(textOf(appAfter(['nax', { kind: 'paste', text: 'org/a' }]).adding!.line)).toBe('xorg/a')
})

test('a name in quotes or with escaped spaces is entered as it is', () => {
  const names = ["'./my models/one'", './my\\ models/two', './my models/three']
  const state = appAfter(['na', ...names.flatMap((text) => [{ kind: 'paste', text } as const, '<enter>'])])
  expect(donorNames(state.config)).toEqual(['./my models/one', './my models/two', './my models/three'])
})

test('a YAML that is entered is loaded', () => {
  expect(appAfter(['namerge.yml<enter>']).effect).toEqual({ kind: 'load', path: 'merge.yml' })
})

test('space marks models below the line, whatever is typed between, and enter adds all of them', () => {
  const models = ['./a', './b', './two words'].map((path) => ({ from: 'path', path, kind: 'model' }) as const)
  const folder = { from: 'path', path: './more/', kind: 'folder' } as const
  const told = (text: string, suggestions: readonly Suggestion[]) =>
    ({ kind: 'suggest', text, suggestions, problem: null }) as const
  const listed = appAfter(['na./', told('./', [...models, folder])])
  const marked = appAfter(['<down> <down> '], listed)
  expect(marked.adding).toMatchObject({ marked: ['./a', './two words'], chosen: 3 })
  // A folder is gone into; a space is text there and in the line.
  expect(textOf(appAfter([' '], marked).adding!.line)).toBe('./ ')
  expect(textOf(appAfter([' x'], listed).adding!.line)).toBe('./ x')
  expect(appAfter(['<up> '], marked).adding?.marked).toEqual(['./a'])
  const hub = { id: 'org/c', likes: 1, downloads: 2, gated: false, parameters: null, licence: null }
  const more = appAfter(['c', told('./c', [{ from: 'hub', model: hub }]), '<down> '], marked)
  expect(label('enter', more)?.label).toBe('add the 3 marked')
  const added = appAfter(['<enter>'], more)
  expect(donorNames(added.config)).toEqual(['./a', './two words', 'org/c'])
  expect(added.notice?.text).toBe('3 donors added')
  expect(appAfter(['<esc>u'], added).config).toBe(listed.config)
})

test('a folder that is chosen is that folder, whatever parts its name for mergekit', () => {
  const models = ['./a+b', './x@y', './z+1@2'].map((path) => ({ from: 'path', path, kind: 'model' }) as const)
  const told = { kind: 'suggest', text: './', suggestions: models, problem: null } as const
  const all = appAfter(['na./', told, '<down>   <enter>'])
  const one = appAfter(['na./', told, '<down><enter>'])
  for (const [state, count] of [
    [all, 3],
    [one, 1],
  ] as const) {
    const refs = [...donorsByName(state.config).values()]
    expect(refs).toEqual(models.slice(0, count).map(({ path }) => literalRef(path)))
    expect([...donorsByName(parseMergeConfig(state.text).config!).values()]).toEqual(refs)
  }
})

test('what the Hub answers late does not move the cursor from what it stands on', () => {
  const models = ['./a', './b'].map((path) => ({ from: 'path', path, kind: 'model' }) as const)
  const first = { from: 'path', path: './0', kind: 'model' } as const
  const told = (suggestions: readonly Suggestion[]) =>
    ({ kind: 'suggest', text: './', suggestions, problem: null }) as const
  const late = appAfter(['na./', told(models), '<down><down>', told([first, ...models]), '<enter>'])
  expect(donorNames(late.config)).toEqual(['./b'])
})

test('suggestions for an older text are dropped', () => {
  const suggestion = { from: 'path', path: 'models/', kind: 'folder' } as const
  const late = appAfter(['namod', { kind: 'suggest', text: 'mo', suggestions: [suggestion], problem: null }])
  expect(late.adding!.suggestions).toEqual([])
  const now = appAfter([
    'namod',
    { kind: 'suggest', text: 'mod', suggestions: [suggestion], problem: null },
    '<tab>',
  ])
  expect(textOf(now.adding!.line)).toBe('models/')
})

test('a name that mergekit refuses is told, and nothing is added', () => {
  const state = appAfter(['naa@b@c<enter>'])
  expect(donorNames(state.config)).toEqual([])
  expect(state.notice?.text).toMatch(/more than one “@”/)
})

test('a key that does nothing now says why', () => {
  expect(appAfter(['5']).notice?.text).toMatch(/no result yet/)
  expect(label('enter', appAfter([recentRuns]))?.why).toBeNull()
  expect(label('r', appAfter([recipeLoaded, '3']))?.why).toBeNull()
})

test('changes a weight, a parameter and the method from the keyboard', () => {
  const rows = recipeRows(appAfter([recipeLoaded]))
  const down = (wanted: (row: (typeof rows)[number]) => boolean) => '<down>'.repeat(rows.findIndex(wanted))
  const donor = down((row) => row.kind === 'donor')
  const weighted = appAfter([recipeLoaded, `3${donor}<enter>0.7<enter>`])
  expect(recipeText(weighted.config)).toContain('weight: 0.7')
  const lambda = down((row) => row.kind === 'parameter' && row.spec.name === 'lambda')
  expect(recipeText(appAfter([recipeLoaded, `3${lambda}<enter>0.5<enter>`]).config)).toContain('lambda: 0.5')
  expect(appAfter([recipeLoaded, '3<enter><down><enter>']).config.mergeMethod).toBe('dare_ties')
})

test('the form shows what applies: the value of the whole merge, of a slice, or the default', () => {
  const cells = (text: string) => {
    const action = { kind: 'recipe', file: null, text, config: parseMergeConfig(text).config! } as const
    return recipeRows(appAfter([action])).flatMap((row) =>
      row.kind === 'donor' ? [[row.name, ...row.cells.map(effective)]] : [],
    )
  }
  const whole = 'merge_method: ties\nbase_model: a/base\nparameters: {weight: 0.3, density: 0.7}\nmodels:\n'
  expect(cells(`${whole}  - {model: a/b, parameters: {weight: 0.6}}\n  - {model: c/d}\n`)).toEqual([
    ['a/b', '0.6', '0.7'],
    ['c/d', '0.3', '0.7'],
  ])
  const slices = (other: number) => `merge_method: linear\nparameters: {weight: 0.5}\nslices:
  - sources: [{model: a/b, layer_range: [0, 2], parameters: {weight: 1}}, {model: c/d, layer_range: [0, 2]}]
  - sources: [{model: a/b, layer_range: [2, 4], parameters: {weight: ${other}}}, {model: c/d, layer_range: [2, 4]}]\n`
  expect(cells(slices(1))).toEqual([
    ['a/b', '1'],
    ['c/d', '0.5'],
  ])
  expect(cells(slices(2))[0]).toEqual(['a/b', 'varies'])
})

test('values of the whole merge are edited where they stand, gradients and filters too, and undone', () => {
  const rows = recipeRows(appAfter([recipeLoaded]))
  const toWhole = `3${'<down>'.repeat(rows.findIndex(({ kind }) => kind === 'whole'))}`
  for (const typed of ['0.7', '[0, 0.5, 1]', '[{filter: mlp, value: 0.2}, {value: 0.9}]']) {
    const edited = appAfter([recipeLoaded, toWhole, `<right><enter>${typed}<enter>`])
    expect(parseMergeConfig(edited.text).config?.parameters.has('density')).toBe(true)
    const shown = recipeRows(edited).flatMap((row) =>
      row.kind === 'donor' ? [row.cells.map(effective)] : [],
    )
    // The first donor has a density of its own.
    const whole = settingText(parseSetting(typed)!)
    expect(shown.map(([, density]) => density)).toEqual(['0.5', whole, whole])
    expect(appAfter(['u'], edited).text).toBe(appAfter([recipeLoaded]).text)
    expect(appAfter(['<backspace>'], edited).config.parameters.size).toBe(0)
  }
})

test('what slices say of a parameter of the whole merge is shown, and they open in the editor', () => {
  const text = `merge_method: ties\nbase_model: a/b\nparameters: {lambda: 0.5, weight: 1}\nslices:
  - sources: [{model: a/b, layer_range: [0, 2]}, {model: c/d, layer_range: [0, 2]}]
    parameters: {lambda: 0.7}
  - sources: [{model: a/b, layer_range: [2, 4]}, {model: c/d, layer_range: [2, 4]}]
tokenizer: {source: union, tokens: {"<|im_start|>": {source: {kind: zero}}}}\n`
  const action = { kind: 'recipe', file: null, text, config: parseMergeConfig(text).config! } as const
  const state = appAfter([action, '3'])
  const at = (label: string) => recipeRows(state).find((row) => 'label' in row && row.label === label)
  expect(at('lambda')).toMatchObject({ text: 'varies (in slices)' })
  expect(at('token rules')).toMatchObject({ text: '1: "<|im_start|>"' })
  const down = recipeRows(state).findIndex(({ kind }) => kind === 'yaml')
  expect(appAfter([`${'<down>'.repeat(down)}<enter>`], state).effect).toEqual({ kind: 'edit', text })
})

test('what is no value stays in the line and is told', () => {
  const state = appAfter([recipeLoaded, '3<down><down><enter>[<enter>'])
  expect(state.notice?.text).toMatch(/is not a value/)
  expect(state.recipe.edit && textOf(state.recipe.edit)).toBe('[')
})

test('a recipe that cannot run names the reason at its key', () => {
  const finding = {
    code: 'x',
    severity: 'error',
    donor: null,
    message: 'architectures differ',
    hint: null,
  } as const
  const prediction = {
    findings: [finding],
    vocabulary: null,
    estimate: null,
    verdict: 'blocked',
    waitsFor: [],
  } as const
  const state = appAfter([recipeLoaded, '3', { kind: 'predicted', prediction }, 'r'])
  expect(state.effect).toBeNull()
  expect(state.notice?.text).toBe('architectures differ')
  // Of another recipe nothing is known yet.
  expect(appAfter([recipeLoaded], state).recipe.prediction).toBeNull()
})

test('the prediction goes by the mergekit that is installed', () => {
  const seen = (mergekit: string | null) =>
    appAfter([{ kind: 'environment', text: '', fix: null, mergekit }]).mergekit
  expect([seen('0.1.4'), seen(newestMergekit.version), seen(null)]).toEqual([
    '0.1.4',
    newestMergekit.version,
    null,
  ])
})

const running = [recipeLoaded, runStarted()] as const

test('esc asks before it cancels a run, and no goes on', () => {
  expect(appAfter([...running, '<esc>']).question).toBe('cancel')
  expect(appAfter([...running, '<esc>n']).effect).toBeNull()
  expect(appAfter([...running, '<esc>y']).effect).toEqual({ kind: 'cancel' })
  expect(appAfter([...running, 'q']).question).toBe('quit')
})

test('a question of the run is answered by y and n', () => {
  const asked = { kind: 'run', id: 1, action: { kind: 'asked', question: 'Patch it now?' } } as const
  expect(appAfter([...running, asked, 'y']).effect).toEqual({ kind: 'answer', yes: true })
  expect(appAfter([...running, asked, 'q']).question).toBeNull()
})

test('a run that ends well shows its result; one that died offers to go on', () => {
  const result = sampleRun(['a', 'b'], 2, [])
  const done = appAfter([...running, { kind: 'run-ended', id: 1, folder: 'out', result, error: null }])
  expect([done.screen, done.result?.run.folder]).toEqual(['result', 'out'])
  const error = new MergescopeError('python-died', 'Python died')
  const ended = { kind: 'run-ended', id: 1, folder: 'out', error } as const
  expect(appAfter([...running, { ...ended, result }, 'r']).effect).toBeNull()
  const kept = { folder: '.out.mergescope', bytes: 1e6, resume: 'mergescope run merge.yml -o out --resume' }
  const died = appAfter([...running, { ...ended, result: { ...result, kept } }])
  expect(died.screen).toBe('run')
  expect(appAfter(['r'], died).effect).toEqual({ kind: 'run', leftover: 'continue' })
  expect(appAfter(['t'], died).effect).toEqual({ kind: 'run', leftover: 'discard' })
})

test('beside the work of an interrupted run a run offers to go on or to start over, and no overwriting', () => {
  const refused = (code: 'output-unfinished' | 'output-exists') =>
    appAfter([
      ...running,
      { kind: 'run-ended', id: 1, folder: 'out', result: null, error: new MergescopeError(code, 'no') },
    ])
  const effects = (code: 'output-unfinished' | 'output-exists') =>
    [...'rtw'].map((key) => appAfter([key], refused(code)).effect)
  const again = (leftover: string) => ({ kind: 'run', leftover })
  expect(effects('output-unfinished')).toEqual([again('continue'), again('discard'), null])
  // To try again would end the same way.
  expect(effects('output-exists')).toEqual([null, { ...again('refuse'), anew: true }, again('overwrite')])
})

test('a recipe whose output is taken says so beforehand, and runs beside it or, when asked to, over it', () => {
  const form = appAfter([recipeLoaded, '3'])
  const seen = (by: 'files' | 'unfinished work') =>
    appAfter([{ kind: 'output-seen', taken: { output: form.output, by, next: 'merged-2' } }], form)
  const effects = (state: typeof form) => [...'rw'].map((key) => appAfter([key], state).effect)
  const run = (leftover: string) => ({ kind: 'run', leftover })
  expect(effects(form)).toEqual([run('refuse'), null])
  expect(effects(seen('files'))).toEqual([{ ...run('refuse'), anew: true }, run('overwrite')])
  expect(effects(seen('unfinished work'))).toEqual([run('refuse'), null])
  // What was seen in one folder says nothing of another.
  expect(effects({ ...seen('files'), output: 'elsewhere' })).toEqual(effects(form))
})

test('Home goes on with what a killed run has left by its own command, where it was begun', () => {
  const resume = ['run', 'merge.yml', '-o', 'out', '--random-seed', '7', '--resume']
  const left = { output: '/models/out', bytes: 1e9, folder: '/models', resume }
  const home = appAfter([recentRuns, { kind: 'unfinished', runs: [left, { ...left, output: '/other' }] }])
  expect(appAfter(['u'], home).effect).toEqual({ kind: 'tool', words: resume, folder: '/models' })
  expect(appAfter([recentRuns, 'u']).effect).toBeNull()
})

test('the heatmap leads from a layer to its tensors to the figures of one, and back', () => {
  const tensors = appAfter([recentRuns, '<enter><tab><down><enter>'])
  expect(tensors.result).toMatchObject({ view: 'heatmap', into: ['layer 1'] })
  const figures = appAfter(['<enter>'], tensors)
  expect(figures.result?.into[1]).toMatch(/^model\.layers\.1\./)
  expect(appAfter(['<esc><esc><esc>'], figures).screen).toBe('home')
})

test('/ filters the runs of Home and the rows of a result, and takes the cursor to a donor', () => {
  const home = appAfter([recentRuns, '/first'])
  expect(foundRuns(home).map(({ folder }) => folder)).toEqual(['/models/first'])
  const opened = appAfter(['<enter><enter>'], home)
  expect([opened.result?.run.folder, opened.find]).toEqual(['/models/first', null])
  const rows = (keys: string) => {
    const state = appAfter([recentRuns, '<enter>', keys])
    return resultRows({ ...state, result: state.result! }, []).length
  }
  expect([rows(''), rows('/ghost'), rows('/ghost<esc>'), rows('/ghost<enter><esc>')]).toEqual([3, 1, 3, 3])
  const donors = appAfter([recipeLoaded, '2/org/<enter>'])
  const at = (state: typeof donors) => donorNames(state.config)[state.donorRow]
  expect([at(donors), at(appAfter(['n'], donors)), at(appAfter(['N'], donors))]).toEqual([
    'org/nemo-base',
    'org/chatml-full',
    'org/chatml-ghost',
  ])
  expect(appAfter(['/nobody'], donors).notice?.text).toBe('nothing here has “nobody”')
})

test('the keys of vi, Home, End and the page keys move in every list', () => {
  const row = (keys: string) => appAfter([recipeLoaded, '3', keys]).recipe.row
  const last = recipeRows(appAfter([recipeLoaded])).length - 1
  expect([
    row('jj'),
    row('jk'),
    row('G'),
    row('Gg'),
    row('<end>'),
    row('<end><home>'),
    row('<pagedown>'),
  ]).toEqual([2, 0, last, 0, last, 0, Math.min(10, last)])
})

test(': names every command of the screen, the screens and the tools, and does the one that is chosen', () => {
  const opened = appAfter([recentRuns, '<enter>'])
  expect(appAfter([':go to home<enter>'], opened).screen).toBe('home')
  expect(appAfter([':leave out<enter>'], opened).text).not.toContain('quiet')
  const tool = (keys: string) => appAfter([keys], opened).effect
  expect(tool(':deep<enter>')).toEqual({ kind: 'tool', words: ['verify', '/models/merged', '--deep'] })
  expect(tool(':verify "my models" --load<enter>')).toEqual({
    kind: 'tool',
    words: ['verify', 'my models', '--load'],
  })
  expect(tool(':xray<enter>')).toMatchObject({
    words: [
      'xray',
      '/models/merged',
      '--base',
      'base',
      '--donors',
      'org/chatml-full',
      'org/chatml-ghost',
      './donors/quiet',
    ],
  })
  // A tool is found by how its name begins; what it needs to be told is typed behind it.
  for (const name of ['audit', 'cache', 'doctor', 'download', 'inspect', 'patch', 'report', 'verify', 'xray'])
    for (const state of [appAfter([]), opened, appAfter([recipeLoaded, '3'])]) {
      const found = appAfter([`:${name.slice(0, 4)}`], state)
      const chosen = openCommands(found).find(({ label }) => label.split(' ')[0] === name)!
      const done = appAfter([chosen.action], found)
      expect(done.effect?.kind === 'tool' || (done.palette && textOf(done.palette.line)), name).toSatisfy(
        (is) => is === true || is === `${name} `,
      )
      expect(tool(`:${name.slice(0, 4)} some words<enter>`)).toEqual({
        kind: 'tool',
        words: [name, 'some', 'words'],
      })
    }
  expect(openCommands(appAfter([recipeLoaded, '3:'])).map(({ label }) => label)).toEqual(
    expect.arrayContaining(['download org/nemo-base org/chatml-full org/chatml-ghost']),
  )
  const end = appAfter([':<end>'], opened)
  expect(end.palette?.index).toBe(openCommands(end).length - 1)
  const nothing = appAfter([':qxyz'], opened)
  expect(label('enter', nothing)?.why).toMatch(/no such command/)
  expect(appAfter(['<esc>'], nothing).palette).toBeNull()
  // The terminal is not given away while a run goes on.
  expect(appAfter([...running, ':doctor<enter>']).effect).toBeNull()
})

test('one value for all donors, weights that add up to one, and each edit can be undone', () => {
  const form = appAfter([recipeLoaded, '3<down><down>'])
  const all = appAfter(['<right>a0.7<enter>'], form)
  expect(recipeText(all.config).match(/density: 0.7/g)).toHaveLength(3)
  expect(appAfter(['u'], all).config).toBe(form.config)
  const even = appAfter(['a2<enter>%'], form)
  expect(recipeText(even.config).match(/weight: 0.3333\b/g)).toHaveLength(3)
  // A word is no number, whatever stands there then.
  for (const text of ['r4vv/layers.1.', '[0, x]', '[{filter: mlp, value: y}]']) {
    const refused = appAfter([`<enter>${text}<enter>`], form)
    expect([refused.config, refused.notice?.text]).toEqual([
      form.config,
      expect.stringMatching(/must be a number, not/),
    ])
  }
  // One of them is a gradient: what would its sum be?
  expect(appAfter(['%'], form).config).toBe(form.config)
})

test('options of the run and the rest of the recipe are edited in the form, with the command line that says the same', () => {
  const rows = recipeRows(appAfter([recipeLoaded]))
  const at = (label: string) =>
    `3${'<down>'.repeat(rows.findIndex((row) => 'label' in row && row.label === label))}<enter>`
  const typed = (label: string, text: string) => appAfter([recipeLoaded, `${at(label)}${text}<enter>`])
  const memory = typed('memory', '2GiB')
  expect(settingArguments(memory.settings)).toEqual(['--memory', '2GiB'])
  expect(settingValues(memory.settings)).toEqual({ memory: 2 ** 31 })
  expect(appAfter(['u'], memory).settings.size).toBe(0)
  expect(appAfter(['<backspace>'], memory).settings.size).toBe(0)
  expect(typed('memory', 'much').notice?.text).toMatch(/^much does not fit\. --memory: /)
  expect(settingArguments(typed('audit', 'off').settings)).toEqual(['--no-audit'])
  expect(typed('pad rows to', '64').text).toContain('pad_to_multiple_of: 64')
  expect(typed('pad rows to', '0').notice?.text).toMatch(/whole number/)
  expect(typed('chat template', 'chatml').text).toContain('chat_template: chatml')
  expect(appAfter([recipeLoaded, `${at('out dtype')}<up><enter>`]).text).toContain('out_dtype: float32')
})

test('a run is not compared with itself: the marked one says to choose the other', () => {
  const marked = appAfter([recentRuns, 'mc'])
  expect([marked.screen, marked.notice?.text]).toEqual([
    'home',
    expect.stringContaining('this run is the marked one'),
  ])
  expect(appAfter(['<down>c'], marked).result).toMatchObject({
    view: 'compare',
    run: { folder: '/models/first' },
  })
})

test('a base that another one replaces is told to be merged from now on; the arrow keys reach every donor', () => {
  const changed = appAfter([recipeLoaded, '3<down><right>'])
  expect(changed.notice?.text).toMatch(
    /^org\/nemo-base is merged like the other donors now, with weight .+: u undoes it/,
  )
  expect(appAfter(['u'], changed).config).toEqual(appAfter([recipeLoaded]).config)
  const bases = new Set(
    Array.from(
      { length: 5 },
      (_, count) => appAfter([recipeLoaded, '3<down>', '<right>'.repeat(count)]).config.baseModel,
    ),
  )
  expect([...bases].map((ref) => ref && formatModelRef(ref)).toSorted()).toEqual(
    [null, ...donorNames(changed.config)].toSorted(),
  )
})
