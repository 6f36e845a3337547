import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { setTimeout as sleep } from 'node:timers/promises'
import { beforeAll, expect, test } from 'vitest'
import { cloneCheckout } from '../support/checkout-copy.ts'
import { minutes, newUser } from '../support/new-user.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

// A fresh clone on a machine with git, Node and Python. Installs for real, from the registries: node_modules and
// the Python environment.

/** CI goes on in the clone, and in the home, that lie here afterwards: with `npm test`, the other command of the README. */
const folder = temporaryFolder(process.env.MERGESCOPE_FRESH_FOLDER)
const { environment, start, run } = newUser(() => folder.path('home'))
let clone = ''
beforeAll(() => {
  clone = folder.path('clone')
  cloneCheckout(clone)
  mkdirSync(folder.path('home'))
})

const demo = (...args: string[]) => run('npm', ['run', 'demo', '--', ...args], clone)

const checkOutput = `
import sys, torch
from pathlib import Path
from safetensors import safe_open
from transformers import AutoModelForCausalLM, AutoTokenizer
folder = Path(sys.argv[1])
tokenizer = AutoTokenizer.from_pretrained(folder / "merged")
model, report = AutoModelForCausalLM.from_pretrained(folder / "merged", output_loading_info=True)
assert not any(report.values()), report
ids = tokenizer.encode("<|im_start|>user\\nこんにちは<|im_end|>")
assert 131072 in ids and 131073 in ids and len(tokenizer) == 131074 == model.config.vocab_size
with torch.no_grad():
    assert torch.isfinite(model(torch.tensor([ids])).logits.float()).all()
def rows(name, tensor):
    with safe_open(folder / name / "model.safetensors", "pt") as file:
        return file.get_slice(tensor)[131072:131074]
for tensor in ("model.embed_tokens.weight", "lm_head.weight"):
    # Only chatml-full holds these rows, so they stand in for every donor that lacks them: nothing is left to merge.
    assert torch.equal(rows("merged", tensor), rows("donors/chatml-full", tensor)), tensor
`

test(
  'npm run demo installs after a killed install, shows stock die twice, and merges',
  async () => {
    const killed = start('npm', ['run', 'demo'], clone)
    while (!existsSync(join(clone, 'node_modules')) || readdirSync(join(clone, 'node_modules')).length < 20)
      await sleep(50)
    process.kill(-killed.pid!, 'SIGKILL')
    await once(killed, 'exit')

    const { code, stdout, stderr } = await demo()
    expect(stderr).toContain('node_modules: done')
    expect(stderr).toMatch(/set-up: torch 2\.13\.0/)
    expect(stderr).toMatch(/stock mergekit, all seven models: died after .* with KeyError: 13107[23]/)
    expect(stderr).toMatch(/stock mergekit, without chatml-ghost: died after .* with IndexError: index/)
    expect(stdout).toContain('share of voice')
    const merged = join('.cache', 'demo', 'merged')
    expect(stdout).toContain('merged/mergescope/report.html')
    expect(stderr).toContain(`next: npm run --silent mergescope -- ${merged}\n`)
    expect(code).toBe(0)
  },
  20 * minutes,
)

test(
  'transformers loads the result, it computes, and its rows are the promised ones',
  () => {
    execFileSync(join(clone, '.venv', 'bin', 'python'), ['-c', checkOutput, join(clone, '.cache', 'demo')], {
      env: environment({ HF_HUB_OFFLINE: '1' }),
      stdio: ['ignore', 'ignore', 'pipe'],
    })
  },
  5 * minutes,
)

test(
  'the second time nothing is installed, made or tried again',
  async () => {
    const { code, stderr } = await demo()
    expect(stderr).not.toMatch(/node_modules:|set-up:|demo: mergekit/)
    expect(stderr).toContain('found seven models')
    expect(stderr).toMatch(/all seven models: died after .* with KeyError/)
    expect(code).toBe(0)
  },
  5 * minutes,
)

test('npm run adds nothing of its own to what a command prints', async () => {
  const { version } = JSON.parse(readFileSync(join(clone, 'package.json'), 'utf8'))
  const { stdout, stderr } = await run('npm', ['run', '--silent', 'mergescope', '--', '--version'], clone)
  expect({ stdout, stderr: stderr.replace(/^npm warn .*\n/gm, '') }).toEqual({
    stdout: `${version}\n`,
    stderr: '',
  })
})
