import { expect, test } from 'vitest'
import { runningShares } from '../../../src/core/share-of-voice/running.ts'
import { shareRoom } from '../../../src/ui/state/room.ts'
import { reduceRun } from '../../../src/ui/state/run-state.ts'
import { halfARun, stateAfter } from '../../support/run-events.ts'

test('knows which stages are over, which one runs, and which wait', () => {
  const { stages } = stateAfter(halfARun)
  expect(stages.map(({ stage, status }) => `${stage} ${status}`)).toEqual([
    'inspect finished',
    'download finished',
    'patch finished',
    'merge running',
    'verify waiting',
    'report waiting',
  ])
})

test('ignores progress of a stage that does not run', () => {
  const state = stateAfter(halfARun)
  const late = {
    event: 'stage-progress',
    stage: 'inspect',
    progress: { item: 'x', done: 1, total: 2, unit: 'donors' },
  } as const
  expect(reduceRun(state, { kind: 'event', event: late, at: 0 })).toEqual(state)
})

test('counts what each donor lacks, summary lines included', () => {
  const record = {
    model: 'quiet',
    token: null,
    outputId: null,
    donorRows: null,
    donorId: null,
    line: null,
  }
  const { audit } = stateAfter([
    { event: 'vocabulary-audit', record: { ...record, kind: 'skipped', token: 'a' } },
    { event: 'vocabulary-audit', record: { ...record, kind: 'more', count: 40 } },
    { event: 'vocabulary-audit', record: { ...record, kind: 'zeroed', token: 'b' } },
    { event: 'vocabulary-audit', record: { ...record, kind: 'warning' } },
  ])
  expect(audit.get('quiet')).toMatchObject({ skipped: 41, zeroed: 1 })
})

test('counts a token once that embeddings and head both lack', () => {
  const record = { model: 'quiet', token: 'a', outputId: 1, donorRows: 1, donorId: 1, line: null }
  const { audit } = stateAfter(
    ['model.embed_tokens.weight', 'lm_head.weight'].flatMap((tensor) => [
      { event: 'vocabulary-audit', record: { ...record, kind: 'skipped', tensor } } as const,
      { event: 'vocabulary-audit', record: { ...record, kind: 'more', count: 5, tensor } } as const,
    ]),
  )
  expect(audit.get('quiet')).toMatchObject({ skipped: 6, zeroed: 0 })
})

test('keeps the newest two hundred lines of the log', () => {
  const events = Array.from(
    { length: 1000 },
    (_, index) => ({ event: 'log', level: 'info', source: 'python', message: String(index) }) as const,
  )
  const { log } = stateAfter(events)
  expect(log).toHaveLength(200)
  expect(log.at(-1)?.text).toBe('python: 999')
})

test('knows the room on the disk, and draws nothing of it before', () => {
  const before = stateAfter(halfARun)
  expect(before.diskBytes).toBeNull()
  expect(reduceRun(before, { kind: 'disk', bytes: 5e9 }).diskBytes).toBe(5e9)
})

test('adds shares over tensors as roots of sums of squares', () => {
  const { voices } = stateAfter(halfARun)
  const shares = runningShares(voices)
  expect(shares[0]?.ref).toBe('loud')
  expect(shares[0]?.share).toBeCloseTo(4.9 / 9, 6)
  expect(shares.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 12)
})

test.each([8, 12, 20, 24, 50])('never shares out more than %i rows', (rows) => {
  const { airy: _, isFolded, ...parts } = shareRoom(stateAfter(halfARun), rows, 2)
  const given = Object.values(parts).reduce((sum, lines) => sum + lines, 0)
  const stages = (isFolded ? 0 : 3) + 1 + 2 + 1
  expect(given).toBeLessThanOrEqual(Math.max(0, rows - 2 - 2 - stages))
})

test.each([19, 21, 24, 40])('of %i rows most are for the donors and what they contribute', (rows) => {
  const heard = stateAfter(halfARun)
  const voices = new Map(Array.from({ length: 15 }, (_, at) => [`d${at}`, [...heard.voices.values()][0]!]))
  const room = shareRoom({ ...heard, voices }, rows, 0)
  expect(room.voices).toBeGreaterThanOrEqual(5)
  expect(room.tensors).toBeGreaterThanOrEqual(3)
  expect(room.log).toBeLessThanOrEqual(room.voices)
})
