import { readFile } from 'node:fs/promises'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import type { RunEvent } from '../../../src/core/events.ts'
import type { Start } from '../../../src/core/preflight/output-span.ts'
import type { runPipeline as realPipeline } from '../../../src/steps/run/pipeline.ts'
import { type MergeLab, mergeConfig, mergeLab } from '../../support/merge-lab.ts'

const predicts = '../../../src/core/preflight/output-span.ts'
let lab: MergeLab
let runPipeline: typeof realPipeline
beforeAll(async () => {
  lab = await mergeLab()
  // A prediction that is wrong by two rows; everything else is real. Other files of tests share this process.
  vi.resetModules()
  vi.doMock(predicts, async (original) => {
    const { outputSpan } = (await original()) as { outputSpan: (start: Start) => unknown }
    return {
      outputSpan: (start: Start) => {
        const span = outputSpan(start)
        return typeof span === 'number' ? span + 2 : span
      },
    }
  })
  ;({ runPipeline } = await import('../../../src/steps/run/pipeline.ts'))
})
afterAll(() => {
  vi.doUnmock(predicts)
  vi.resetModules()
  return lab?.remove()
})

test('a prediction that the merge does not bear out is told as a fault of ours, and the output stands by its checks', async () => {
  const config = await lab.writeConfig(
    'absolute.yml',
    mergeConfig.replaceAll('donors/', `${lab.path('donors')}/`),
  )
  const run = runPipeline({
    config: lab.path(config),
    output: lab.path('out'),
    command: [],
    applyPatch: true,
    dryRun: false,
    overwrite: false,
    resume: false,
    discard: false,
    hub: { offline: true },
    merge: {},
    ask: null,
    env: lab.env,
    signal: new AbortController().signal,
    version: '0',
  })
  const events: RunEvent[] = []
  let step = await run.next()
  for (; !step.done; step = await run.next()) events.push(step.value)

  expect(step.value.error).toBeNull()
  const written = JSON.parse(await readFile(lab.path('out/mergescope/run.json'), 'utf8'))
  const failed = written.verify.checks.filter(({ status }: { status: string }) => status === 'fail')
  expect([written.verdict, failed]).toEqual(['warnings', []])
  const sentence =
    'of lm_head.weight, mergescope predicted 516 rows in all; the merge planned 514 rows in all. This is a fault of mergescope, not of the merge'
  expect(written.faults).toMatchObject([
    { code: 'prediction-differs', message: expect.stringContaining('model.embed_tokens.weight') },
    { code: 'prediction-differs', message: sentence },
  ])
  expect(events).toContainEqual({ event: 'log', level: 'warning', source: 'mergescope', message: sentence })
  expect(await readFile(lab.path('out/mergescope/report.html'), 'utf8')).toContain(sentence)
})
