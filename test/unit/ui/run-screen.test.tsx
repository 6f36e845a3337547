import { expect, test } from 'vitest'
import { newestMergekit } from '../../../src/core/mergekit/known.ts'
import { columnsOf } from '../../../src/core/text/layout.ts'
import { RunScreen } from '../../../src/ui/screens/run-screen.tsx'
import { lineOf } from '../../../src/ui/state/line.ts'
import { reduceRun } from '../../../src/ui/state/run-state.ts'
import { frame } from '../../support/frame.ts'
import { halfARun, stateAfter } from '../../support/run-events.ts'

const heading = 'mergescope run config.yml -o out'
const draw = (columns: number, rows: number, state = stateAfter(halfARun)) =>
  frame(<RunScreen state={state} heading={heading} now={12_400} onAnswer={() => {}} />, columns, rows)

test('shows a run at 80 × 24', () => {
  expect(draw(80, 24)).toMatchSnapshot()
})

test('shows the essentials at 60 × 20', () => {
  expect(draw(60, 20)).toMatchSnapshot()
})

test.each([80, 60])('shows rate, remaining time, memory and disk on %i columns', (columns) => {
  const drawn = draw(columns, 24, reduceRun(stateAfter(halfARun), { kind: 'disk', bytes: 212e9 }))
  expect(drawn).toMatch(/210 MB\/s {2}12 s left/)
  expect(drawn).toMatch(/memory 442 MB {2}disk 212 GB free$/m)
})

test('shows a question with the keys that answer it', () => {
  const asked = reduceRun(stateAfter(halfARun), {
    kind: 'asked',
    question: `mergekit ${newestMergekit.version} in /home/user/venv/lib/python3.12/site-packages is not patched. Patch it now?`,
  })
  expect(draw(80, 24, asked)).toContain('y yes · n no · esc cancel')
  expect(draw(80, 24, asked)).toContain('Patch it now?')
})

test('says that it is stopping', () => {
  expect(draw(80, 24, reduceRun(stateAfter(halfARun), { kind: 'stopping' }))).toContain('stopping:')
})

test.each([
  [80, 24],
  [60, 20],
  [120, 40],
  [40, 12],
  [20, 8],
  [100, 7],
  [20, 5],
  [5, 2],
])('stays inside a terminal of %i × %i', (columns, rows) => {
  const lines = draw(columns, rows).split('\n')
  expect(lines.length).toBeLessThanOrEqual(rows)
  for (const line of lines) expect(columnsOf(line)).toBeLessThanOrEqual(columns)
})

test('draws hostile names and prints harmlessly', () => {
  const evil = '\u001b[2J\u202e模型a\u0301\u0301\u0301\u0301\n\u0007'
  const state = stateAfter([
    ...halfARun,
    { event: 'log', level: 'warning', source: 'python', message: evil },
    { event: 'action', action: 'read', detail: evil },
    {
      event: 'share-of-voice',
      tensor: {
        tensor: evil,
        donors: [{ ref: evil, norm: 50, share: 1, projection: null, cosine: null, keptDensity: null }],
      },
    },
  ])
  const drawn = draw(80, 24, state)
  expect(drawn).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/)
  expect(drawn).toContain('\\u{1b}[2J\\u{202e}模型')
  for (const line of drawn.split('\n')) expect(columnsOf(line)).toBeLessThanOrEqual(80)
})

test('shows files that are downloaded side by side, each with its bar', () => {
  const file = (lane: string, done: number) =>
    ({
      event: 'stage-progress',
      stage: 'download',
      progress: { item: lane, lane, done, total: 4e9, unit: 'bytes' },
    }) as const
  const state = stateAfter([
    { event: 'stage-started', stage: 'download', title: '2 donors' },
    file('model-00001-of-00005.safetensors', 1e9),
    file('model-00002-of-00005.safetensors', 2e9),
    file('tokenizer.json', 4e9),
  ])
  const drawn = draw(80, 24, state)
  expect(drawn).toMatch(/██▌······· {2}model-00001-of-00005.safetensors +1.00 GB of 4.00 GB/)
  expect(drawn).not.toContain('tokenizer.json')
})

test('shows which machine each file is merged on, in a column', () => {
  const file = (lane: string, node: string, done: number) =>
    ({
      event: 'stage-progress',
      stage: 'merge',
      progress: { item: 'tensor', lane, node, done, total: 4e9, unit: 'bytes' },
    }) as const
  const state = stateAfter([
    { event: 'stage-started', stage: 'merge', title: 'linear' },
    file('model-00001-of-00005.safetensors', 'node-a', 1e9),
    file('model-00002-of-00005.safetensors', 'a-machine-with-a-name-that-is-long', 2e9),
  ])
  const drawn = draw(100, 24, state)
  expect(drawn).toMatch(/model-00001-of-00005.safetensors +node-a +1.00 GB of 4.00 GB/)
  expect(drawn).toMatch(/model-00002-of-00005.safetensors +a-mach\S+ +2.00 GB of 4.00 GB/)
  for (const line of drawn.split('\n')) expect(columnsOf(line)).toBeLessThanOrEqual(100)
})

test('keeps fifteen donors inside the screen and says how many are left out', () => {
  const names = Array.from({ length: 15 }, (_, index) => `org/donor-${index}`)
  const state = stateAfter([
    ...halfARun,
    {
      event: 'share-of-voice',
      tensor: {
        tensor: 'x',
        donors: names.map((ref) => ({
          ref,
          norm: 9,
          share: 1 / 15,
          projection: null,
          cosine: null,
          keptDensity: null,
        })),
      },
    },
  ])
  const drawn = draw(60, 20, state)
  expect(drawn.split('\n').length).toBeLessThanOrEqual(20)
  expect(drawn).toMatch(/and \d+ more donors: \d+ %/)
})

test('says why no tensor is shown', () => {
  const heard = stateAfter(halfARun)
  const filtered = (pane: object) => draw(120, 40, { ...heard, pane: { ...heard.pane, ...pane } })
  const log = (pane: object) => filtered({ view: 'log', ...pane })
  expect(log({ filter: 'nobody 99' })).toMatch(/log · only “nobody 99” ─[\s\S]*no line has “nobody 99”/)
  expect(log({ typing: lineOf('insp'), filter: 'insp' })).toMatch(/─ log: insp/)
  expect(filtered({ filter: 'nobody 99' })).toMatch(/so far has “nobody 99”: \/ looks for something else/)
  expect(filtered({ filter: 'nobody 99', paused: 1 })).toMatch(
    /until here has “nobody 99”: end goes to the newest/,
  )
  expect(filtered({ paused: 0 })).toMatch(/held before the first tensor: end goes to the newest/)
})
