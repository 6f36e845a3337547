import { readFile, writeFile } from 'node:fs/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { auditResult } from '../../../src/core/contract/audit.ts'
import { type RunResult, runResult } from '../../../src/core/contract/run.ts'
import { xrayResult } from '../../../src/core/contract/share-of-voice.ts'
import { mergescope } from '../../support/cli.ts'
import { type MergeLab, mergeLab } from '../../support/merge-lab.ts'
import { setTraps, type Traps } from '../../support/traps.ts'

let lab: MergeLab
let run: RunResult
/** The whole story happens in a folder full of modules and programs that must not be run. */
let traps: Traps

beforeAll(async () => {
  lab = await mergeLab('patched')
  traps = setTraps(lab.folder, lab.env.MERGESCOPE_PYTHON!, lab.env)
  const config = `merge_method: task_arithmetic
base_model: donors/base
models:
  - {model: donors/full, parameters: {weight: 0.4}}
  - {model: donors/ghost, parameters: {weight: 0.4}}
tokenizer: {source: union}
dtype: bfloat16
`
  await writeFile(lab.path('story.yml'), config)
  const { code, stderr } = await cli('run', 'story.yml', '-o', 'out', '--apply-patch', '--json')
  expect([0, stderr]).toEqual([code, stderr])
  run = runResult.parse(JSON.parse(await readFile(lab.path('out/mergescope/run.json'), 'utf8')))
}, 120_000)
afterAll(() => lab.remove())

const cli = async (...args: string[]) => {
  const ended = await mergescope(args, { cwd: lab.folder, env: traps.env })
  expect({ args, ran: traps.ran() }).toEqual({ args, ran: [] })
  return ended
}

test('a run measures who speaks, and says it in a sentence', () => {
  const { donors, similarity, cancellation, residual, method } = run.shareOfVoice!
  expect(method).toBe('exact')
  const [full, ghost] = donors
  // The ghost moved twice as far, at the same weight.
  expect(ghost!.share / full!.share).toBeCloseTo(ghost!.norm / full!.norm, 3)
  expect(ghost!.verdict!.sentence).toContain('has no row for 2 tokens of its own (<|im_start|> <|im_end|>)')
  expect(ghost!.vocabulary).toMatchObject({ ghost: { rows: 2 }, absent: { rows: 0 } })
  expect(full!.vocabulary!.ghost.rows).toBe(0)
  expect(similarity!.cosines[0]![0]).toBeCloseTo(1, 6)
  expect(cancellation).toBeGreaterThan(0.1)
  // What bf16 rounds away is not explained by the donors.
  expect(residual).toBeLessThan(0.2)
})

test('the log tells the same shares and the same tokens', async () => {
  const { stdout } = await cli('audit', 'out/mergescope/merge.log', '--json')
  const { shareOfVoice, models } = auditResult.parse(JSON.parse(stdout))
  const { donors, tensors } = run.shareOfVoice!
  expect(shareOfVoice!.donors.map(({ ref, share, verdict }) => ({ ref, share, verdict }))).toEqual(
    donors.map(({ ref, share, verdict }) => ({ ref, share, verdict: verdict!.sentence })),
  )
  expect(shareOfVoice!.tensors).toHaveLength(tensors.length)
  expect(models).toMatchObject([{ model: 'donors/ghost', skipped: 2 }])
})

test('the files alone tell nearly the same', async () => {
  const { stdout } = await cli(
    ...['xray', 'out', '--base', 'donors/base', '--donors', 'donors/full', 'donors/ghost', '--json'],
  )
  const { donors, method } = xrayResult.parse(JSON.parse(stdout))
  expect(method).toBe('fitted')
  run.shareOfVoice!.donors.forEach(({ ref, share, norm, band }, index) => {
    expect(donors[index]).toMatchObject({ ref, band })
    expect(donors[index]!.share).toBeCloseTo(share, 2)
    // Rows that a donor lacks stand at the reference here, at the default row in the merge.
    expect(donors[index]!.norm / norm).toBeCloseTo(1, 2)
  })
  expect(donors[1]!.vocabulary).toMatchObject({ held: { rows: 512 }, ghost: { rows: 2 } })
})

test('no command runs what lies in the current folder or what a PYTHON… variable names', async () => {
  expect((await cli('doctor', '--offline')).stdout).toMatch(/mergekit 0\./)
  expect((await cli('patch', 'status')).stdout).toMatch(/^patched/)
  expect((await cli('inspect', 'story.yml')).code).toBe(0)
  expect((await cli('verify', 'out', '--load')).code).toBe(0)
  expect(traps.catch()).toBe(true)
})
