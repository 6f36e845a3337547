import { mkdirSync, readdirSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import process from 'node:process'
import { beforeAll, describe, expect, test } from 'vitest'
import { doctorResult } from '../../src/core/contract/doctor.ts'
import { cloneCheckout } from '../support/checkout-copy.ts'
import { skipWithout } from '../support/needs.ts'
import { minutes, newUser } from '../support/new-user.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

// The same as another user: the two commands in the other order, and the package instead of a clone.

const folder = temporaryFolder()
const { environment, run } = newUser(() => folder.path('home'))
let clone = ''
beforeAll(() => {
  clone = folder.path('clone')
  cloneCheckout(clone)
  mkdirSync(folder.path('home'))
})

test(
  'npm test makes the environment before a single suite that needs it, and npm run demo finds it ready',
  async () => {
    const tests = await run('npm', ['test', '--', 'python-floor'], clone)
    expect(tests.stdout).toMatch(/── environment\n[\s\S]*── python-floor\n[\s\S]*\n\d+ passed, 0 failed\n$/)
    expect(tests.code).toBe(0)
    const demo = await run('npm', ['run', 'demo'], clone)
    expect(demo.stderr).not.toMatch(/node_modules:|set-up:/)
    expect(demo.stderr).toMatch(/all seven models: died after .* with KeyError/)
    expect(demo.stdout).toContain('share of voice')
    expect(demo.code).toBe(0)
  },
  20 * minutes,
)

describe('the package from npm pack, installed in an empty folder', () => {
  let project = ''
  const modern = () => environment({ PATH: `${dirname(process.execPath)}${delimiter}${environment().PATH}` })
  const installed = (...args: string[]) =>
    run(join(project, 'node_modules', '.bin', 'mergescope'), args, project, modern())

  beforeAll(async () => {
    project = folder.path('project')
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

  test('help, manual page, completion and inspect work before anything is set up', async () => {
    for (const [args, said] of [
      [['--help'], /^Usage: mergescope /],
      [['man'], /^\.TH MERGESCOPE 1 /],
      [['completion', 'zsh'], /^#compdef mergescope/],
      [['inspect', './none', '--json'], /"verdict": "blocked"/],
    ] as const)
      expect([args, (await installed(...args)).stdout]).toEqual([args, expect.stringMatching(said)])
  })

  test(
    'its demo merges, and keeps to the user’s folders',
    async () => {
      const { code, stderr } = await installed('demo', '--skip-stock', '--no-tui')
      expect(stderr).toContain(folder.path('home'))
      expect(code).toBe(0)
      const output = /next: mergescope (\S+)/.exec(stderr)?.[1]
      expect((await installed('report', output ?? '')).stdout).toContain('share of voice')
      expect(readdirSync(project).sort()).toEqual(
        ['node_modules', 'package-lock.json', 'package.json', expect.stringMatching(/\.tgz$/)].sort(),
      )
    },
    5 * minutes,
  )
})
