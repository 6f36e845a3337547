import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import process from 'node:process'
import { setTimeout as sleep } from 'node:timers/promises'
import { beforeAll, describe, expect, test } from 'vitest'
import { doctorResult } from '../../src/core/contract/doctor.ts'
import { cloneCheckout } from '../support/checkout-copy.ts'
import { skipWithout } from '../support/needs.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

/** Installs for real, from the registries: node_modules, the Python environment, and the package beside it. */
const minutes = 60_000
/** CI goes on in the clone, and in the home, that lie here afterwards: with `npm test`, the other command of the README. */
const folder = temporaryFolder(process.env.MERGESCOPE_FRESH_FOLDER)
let clone = ''
beforeAll(() => {
  clone = folder.path('clone')
  cloneCheckout(clone)
  mkdirSync(folder.path('home'))
})

/** A user's environment: an empty home, the machine's own Node, nothing of this test run's. */
function userEnvironment(more: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv {
  const ours =
    /^(npm_(?!config_registry$)|NODE_OPTIONS|NODE_ENV|INIT_CWD|MERGESCOPE_|VITEST|VIRTUAL_ENV|PYTHON|PYENV_|CONDA|XDG_|TEST$|HF_)/i
  const kept = Object.entries(process.env).filter(([name]) => !ours.test(name))
  const path = (process.env.PATH ?? '').split(delimiter).filter((part) => !part.includes('node_modules'))
  return { ...Object.fromEntries(kept), HOME: folder.path('home'), PATH: path.join(delimiter), ...more }
}

const start = (
  command: string,
  args: readonly string[],
  cwd: string,
  env = userEnvironment(),
): ChildProcess => spawn(command, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'], detached: true })

async function run(command: string, args: readonly string[], cwd: string, env = userEnvironment()) {
  const child = start(command, args, cwd, env)
  const output = { stdout: '', stderr: '' }
  for (const name of ['stdout', 'stderr'] as const)
    child[name]!.setEncoding('utf8').on('data', (text: string) => {
      output[name] += text
    })
  const [code] = await once(child, 'close')
  return { code, ...output }
}

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

describe('a fresh clone on a machine with git, Node and Python', () => {
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
      expect(stderr).toContain(join(clone, '.cache', 'demo', 'merged'))
      expect(code).toBe(0)
    },
    20 * minutes,
  )

  test(
    'transformers loads the result, it computes, and its rows are the promised ones',
    () => {
      execFileSync(
        join(clone, '.venv', 'bin', 'python'),
        ['-c', checkOutput, join(clone, '.cache', 'demo')],
        {
          env: userEnvironment({ HF_HUB_OFFLINE: '1' }),
          stdio: ['ignore', 'ignore', 'pipe'],
        },
      )
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
})

describe('another fresh clone, the two commands in the other order', () => {
  test(
    'npm test makes the environment before a single suite that needs it, and npm run demo finds it ready',
    async () => {
      const other = folder.path('other')
      cloneCheckout(other)
      const tests = await run('npm', ['test', '--', 'python-floor'], other)
      expect(tests.stdout).toMatch(/── environment\n[\s\S]*── python-floor\n[\s\S]*\n\d+ passed, 0 failed\n$/)
      expect(tests.code).toBe(0)
      const demo = await run('npm', ['run', 'demo'], other)
      expect(demo.stderr).not.toMatch(/node_modules:|set-up:/)
      expect(demo.stderr).toMatch(/all seven models: died after .* with KeyError/)
      expect(demo.stdout).toContain('share of voice')
      expect(demo.code).toBe(0)
      rmSync(other, { recursive: true })
    },
    20 * minutes,
  )
})

describe('the package from npm pack, installed in an empty folder', () => {
  let project = ''
  const modern = () =>
    userEnvironment({ PATH: `${dirname(process.execPath)}${delimiter}${userEnvironment().PATH}` })
  const installed = (...args: string[]) =>
    run(join(project, 'node_modules', '.bin', 'mergescope'), args, project, modern())

  beforeAll(async () => {
    project = folder.path('place')
    mkdirSync(project)
    const packed = await run('npm', ['pack', '--silent', '--pack-destination', project], clone, modern())
    expect(packed.code).toBe(0)
    const file = readdirSync(project).find((name) => name.endsWith('.tgz'))!
    const { code, stderr } = await run('npm', ['install', '--silent', `./${file}`], project)
    expect({ code, stderr: code === 0 ? '' : stderr }).toEqual({ code: 0, stderr: '' })
  }, 5 * minutes)

  test('an older Node is refused with one sentence', async (context) => {
    const old = await run('node', ['--version'], project)
    const [major] = old.stdout.slice(1).split('.').map(Number)
    if (major! >= 22) skipWithout('an old Node in PATH', context)
    const { code, stdout, stderr } = await run(
      'node',
      ['node_modules/mergescope/bin/mergescope.mjs', 'doctor'],
      project,
    )
    expect(stderr).toMatch(/^mergescope needs Node 22\.12 or newer; this is [\d.]+\. hint: .*\n$/)
    expect({ code, stdout }).toEqual({ code: 5, stdout: '' })
  })

  test(
    'doctor says what is missing, set-up makes it, doctor is content',
    async () => {
      const before = await installed('doctor', '--offline', '--json')
      const missing = doctorResult
        .parse(JSON.parse(before.stdout))
        .checks.find(({ code }) => code === 'python')
      expect(missing).toMatchObject({ status: 'problem', fix: expect.stringContaining('mergescope setup') })
      expect(before.code).toBe(5)

      const setup = await installed('setup', '--json')
      const result = JSON.parse(setup.stdout.trim().split('\n').at(-1)!)
      expect(result).toMatchObject({ event: 'result', verdict: 'ok', made: true, error: null })
      expect(result.python).toContain(folder.path('home'))

      const after = await installed('doctor', '--offline', '--json')
      const checks = doctorResult.parse(JSON.parse(after.stdout)).checks
      expect(checks.filter(({ status }) => status === 'problem')).toEqual([])
      expect(after.code).toBe(0)
    },
    10 * minutes,
  )

  test(
    'its demo merges, and keeps to the user’s folders',
    async () => {
      const { code, stderr } = await installed('demo', '--skip-stock', '--no-tui')
      expect(stderr).toContain(folder.path('home'))
      expect(code).toBe(0)
      expect(readdirSync(project).sort()).toEqual(
        ['node_modules', 'package-lock.json', 'package.json', expect.stringMatching(/\.tgz$/)].sort(),
      )
    },
    5 * minutes,
  )
})
