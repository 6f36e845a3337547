import { afterEach, beforeEach, expect, test } from 'vitest'
import type { RunEvent } from '../../../src/core/events.ts'
import { type PatchStageOptions, patchStage } from '../../../src/steps/environment/patch.ts'
import { patchStatus } from '../../../src/steps/environment/patch-install.ts'
import { change } from '../../support/patching.ts'
import { embedPath, type SmallMergekit, smallMergekit } from '../../support/small-mergekit.ts'

let install: SmallMergekit
beforeEach(async () => {
  install = await smallMergekit()
})
afterEach(() => install.remove())

async function stage(options: Partial<PatchStageOptions>) {
  const events: RunEvent[] = []
  const work = patchStage({ ...install.target, managed: false, applyAllowed: false, ...options })
  try {
    let next = await work.next()
    for (; !next.done; next = await work.next()) events.push(next.value)
    return { events, state: next.value.state, code: null }
  } catch (error) {
    return { events, state: null, code: (error as { code: string }).code }
  }
}
const outcome = (events: RunEvent[]) => events.at(-1)

test('patches the managed environment without asking', async () => {
  const { events, state } = await stage({ managed: true })
  expect(state).toBe('patched')
  expect(events[0]).toMatchObject({ event: 'stage-started', stage: 'patch' })
  expect(events).toContainEqual({ event: 'action', action: 'replace', detail: embedPath })
  expect(outcome(events)).toMatchObject({ event: 'stage-finished', outcome: 'done' })
})

test('skips what is patched already, whoever owns it', async () => {
  await change('apply', install.target)
  const { events, state } = await stage({})
  expect(state).toBe('patched')
  expect(outcome(events)).toMatchObject({ outcome: 'skipped' })
})

test.each([
  ['nobody can be asked', {}],
  ['the answer is no', { ask: async () => false }],
])('leaves a foreign interpreter alone when %s', async (_when, options) => {
  const before = await install.tree()
  const { events, code } = await stage(options)
  expect(code).toBe('patch-not-allowed')
  expect(outcome(events)).toMatchObject({ outcome: 'failed' })
  expect(await install.tree()).toEqual(before)
})

test.each([
  ['after a yes', { ask: async () => true }],
  ['when it was allowed in advance', { applyAllowed: true }],
])('patches a foreign interpreter %s', async (_when, options) => {
  expect(await stage(options)).toMatchObject({ state: 'patched', code: null })
  expect((await patchStatus(install.target)).state).toBe('patched')
})

test('asks nobody about an install that cannot be patched anyway', async () => {
  await install.setVersion('0.1.0')
  const ask = async () => {
    throw new Error('asked')
  }
  expect((await stage({ ask })).code).toBe('mergekit-licence')
})
