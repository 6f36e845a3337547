import { execFile } from 'node:child_process'
import { cp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { VerifyResult } from '../../../src/core/contract/verify.ts'
import { readReport } from '../../../src/steps/results/read-report.ts'
import { mergescope } from '../../support/cli.ts'
import { type MergeLab, mergeLab } from '../../support/merge-lab.ts'
import { fillRow, readShard, writeShard } from '../../support/model-bytes.ts'
import { repositoryRoot, testPython } from '../../support/python.ts'

/** Of bfloat16, and of float16. */
const nan = 0x7fff
const embeddings = 'model.embed_tokens.weight'

/** Donors with all that looks like damage in an output and is there before: also what merges make of it is no damage. */
const make = `
import sys
from pathlib import Path
import torch
from safetensors.torch import load_file, save_file
from mergescope.demo.small import write_small
for k, name in enumerate(["base", "one", "other", "lone"]):
    folder = write_small(Path(sys.argv[1]) / name, rows=1800, moved=k / 4, toward=k + 1)
    held = load_file(folder / "model.safetensors")
    layer = lambda part, held=held: held[f"model.layers.0.{part}.weight"]
    layer("self_attn.o_proj").zero_()
    layer("self_attn.k_proj").fill_(0.5)
    layer("mlp.down_proj")[3:30] = 0
    layer("mlp.up_proj")[4] = 1e-41
    held["${embeddings}"][512:] = held["${embeddings}"][7].clone()
    if name != "lone":
        held["model.layers.0.self_attn.bound"] = torch.full((1,), float("inf"), dtype=torch.bfloat16)
    save_file(held, folder / "model.safetensors", metadata={"format": "pt"})
`
const weighted = `models:
  - {model: donors/one, parameters: {weight: 0.5}}
  - {model: donors/other, parameters: {weight: 0.5}}
`
const recipes = {
  linear: `merge_method: linear\ndtype: bfloat16\n${weighted}`,
  float16: `merge_method: linear\ndtype: float16\n${weighted}`,
  task: `merge_method: task_arithmetic\nbase_model: donors/base\ndtype: bfloat16\n${weighted}`,
  slerp: `merge_method: slerp\nbase_model: donors/one\nparameters: {t: 0.5}\ndtype: bfloat16\n${weighted}`,
  scaled: `merge_method: passthrough
dtype: bfloat16
slices:
  - sources:
      - model: donors/lone
        layer_range: [0, 2]
        parameters: {scale: [{filter: down_proj, value: 0}, {value: 1}]}
`,
}

let lab: MergeLab
beforeAll(async () => {
  lab = await mergeLab('patched')
  await rm(lab.path('donors'), { recursive: true })
  await promisify(execFile)(testPython(), ['-c', make, lab.path('donors')], {
    env: { ...process.env, PYTHONPATH: join(repositoryRoot, 'python'), HF_HUB_OFFLINE: '1' },
  })
}, 120_000)
afterAll(() => lab.remove())

const verify = async (...args: string[]): Promise<VerifyResult> =>
  JSON.parse((await mergescope(['verify', ...args, '--json'], { cwd: lab.folder, env: lab.env })).stdout)
const failed = ({ checks }: VerifyResult) => checks.filter(({ status }) => status === 'fail')

it.each(Object.entries(recipes))(
  'what a run did not fail, verify does not fail, until somebody changes it: %s',
  async (name, text) => {
    const config = await lab.writeConfig(`${name}.yml`, text)
    await mergescope(['run', config, '-o', name, '--no-tui'], { cwd: lab.folder, env: lab.env })
    expect((await readReport(lab.path(name))).verdict).toMatch(/ok|warnings/)
    for (const options of [[], ['--deep'], ['--deep', '--against', config]])
      expect(failed(await verify(name, ...options)), options.join(' ')).toEqual([])

    const alone = `${name}-alone`
    await cp(lab.path(name), lab.path(alone), { recursive: true })
    await rm(lab.path(`${alone}/mergescope`), { recursive: true })
    expect(failed(await verify(alone, '--deep'))).not.toEqual([])

    const shard = await readShard(lab.path(name))
    fillRow(shard, embeddings, 1, nan)
    await writeShard(lab.path(name), shard)
    const codes = failed(await verify(name, '--deep')).map(({ code }) => code)
    expect(codes).toContain('values-nan')
    expect(codes).toContain('values-zero-tensor')
  },
  120_000,
)
