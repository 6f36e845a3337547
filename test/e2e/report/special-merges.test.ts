import { readFile, writeFile } from 'node:fs/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type RunResult, runResult } from '../../../src/core/contract/run.ts'
import { mergescope } from '../../support/cli.ts'
import { type MergeLab, mergeLab } from '../../support/merge-lab.ts'

let lab: MergeLab
beforeAll(async () => {
  lab = await mergeLab('patched')
}, 120_000)
afterAll(() => lab.remove())

const cli = (...args: string[]) => mergescope(args, { cwd: lab.folder, env: lab.env })

async function runOf(name: string, config: string): Promise<RunResult> {
  await writeFile(lab.path(`${name}.yml`), `${config}\ndtype: bfloat16\n`)
  const { code, stderr } = await cli('run', `${name}.yml`, '-o', name, '--apply-patch')
  expect([0, stderr]).toEqual([code, stderr])
  return runResult.parse(JSON.parse(await readFile(lab.path(`${name}/mergescope/run.json`), 'utf8')))
}

test('passthrough gives its source the whole voice', async () => {
  const { shareOfVoice } = await runOf('pass', 'merge_method: passthrough\nmodels: [{model: donors/full}]')
  expect(shareOfVoice!.donors).toMatchObject([{ ref: 'donors/full', share: 1 }])
  for (const { donors } of shareOfVoice!.tensors) expect(donors).toMatchObject([{ share: 1 }])
}, 120_000)

test('slerp names the base apart from the donor', async () => {
  const { shareOfVoice } = await runOf(
    'slerp',
    `merge_method: slerp
base_model: donors/base
models: [{model: donors/base}, {model: donors/full}]
parameters: {t: 0.3}
tokenizer: {source: base}`,
  )
  expect(shareOfVoice!.donors).toMatchObject([{ ref: 'donors/full', share: 1 }])
  for (const { coefficients } of shareOfVoice!.tensors) {
    const [base, donor] = coefficients!
    expect([base!.ref, donor!.ref]).toEqual(['donors/base', 'donors/full'])
    expect(base!.value).toBeGreaterThan(donor!.value)
  }
}, 120_000)

test('one donor and no base: there are no shares, and that is said', async () => {
  const { shareOfVoice } = await runOf(
    'alone',
    'merge_method: linear\nmodels: [{model: donors/full, parameters: {weight: 1}}]',
  )
  expect(shareOfVoice).toBeNull()
  const { stdout } = await cli('report', 'alone')
  expect(stdout).toMatch(/no shares|not measured/i)
}, 120_000)

test('a donor that equals the base everywhere is a silent copy of it', async () => {
  const { shareOfVoice } = await runOf(
    'copy',
    `merge_method: task_arithmetic
base_model: donors/base
tokenizer: {source: base}
models:
  - {model: donors/full, parameters: {weight: 0.5}}
  - {model: ./donors/base, parameters: {weight: 0.5}}`,
  )
  const copy = shareOfVoice!.donors.find(({ norm }) => norm === 0)!
  expect(copy).toMatchObject({ share: 0, band: 'silent', verdict: { reason: 'a copy of the base' } })
  // Norms are ones in every donor, which is normal for fine-tunes.
  const other = shareOfVoice!.donors.find(({ norm }) => norm > 0)!
  expect(other.verdict!.flags).not.toContain('copy-of-the-base')
}, 120_000)
