import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { pathToFileURL } from 'node:url'
import { beforeAll, describe, expect, test } from 'vitest'
import { pythonOf } from '../../../src/adapters/python/interpreter.ts'
import { optionalParts } from '../../../src/core/setup/events.ts'
import { repositoryRoot, testPython } from '../../support/python.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'
import { type TinyLock, tinyLock } from '../../support/tiny-lock.ts'
import { setTraps, type Traps } from '../../support/traps.ts'

const folder = temporaryFolder()
let tiny: TinyLock
/** All set-ups are made in a folder full of modules and programs that must not be run. */
let traps: Traps
beforeAll(() => {
  tiny = tinyLock(folder.path('wheels'))
  traps = setTraps(folder.path('traps'), testPython(), tiny.env)
})

const tsx = pathToFileURL(join(repositoryRoot, 'node_modules', 'tsx', 'dist', 'loader.mjs')).href

function startSetup(environment: string, ...more: string[]): ChildProcess {
  const script = join(repositoryRoot, 'test', 'support', 'setup-process.ts')
  return spawn(
    process.execPath,
    ['--import', tsx, script, environment, JSON.stringify(tiny.locks), ...more],
    {
      cwd: folder.path('traps'),
      env: traps.env,
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    },
  )
}

async function finished(child: ChildProcess) {
  const output = { stdout: '', stderr: '' }
  for (const name of ['stdout', 'stderr'] as const)
    child[name]!.setEncoding('utf8').on('data', (text: string) => {
      output[name] += text
    })
  const [code] = await once(child, 'close')
  expect(output.stderr).toBe('')
  expect(code).toBe(0)
  const events = output.stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
  return { events, result: events.at(-1) }
}

/** Imports what the lock promises, whole. */
const works = (environment: string) =>
  execFileSync(
    pythonOf(environment),
    ['-c', 'import mergescope_tiny_a, mergescope_tiny_b.module_1499 as last; print(last.VALUE)'],
    { encoding: 'utf8' },
  ).trim()

describe('set-up', { timeout: 300_000 }, () => {
  test('killed while it installs, it makes a whole environment the next time', async () => {
    const environment = folder.path('killed')
    const first = startSetup(environment)
    const lines = createInterface({ input: first.stdout! })
    for await (const line of lines)
      if (JSON.parse(line).step === 'packages' && line.includes('mergescope_tiny_b')) break
    process.kill(-first.pid!, 'SIGKILL')
    await once(first, 'exit')
    expect(existsSync(pythonOf(environment))).toBe(true)

    const { result } = await finished(startSetup(environment))
    expect(result).toMatchObject({ made: true, python: pythonOf(environment) })
    expect(works(environment)).toBe('1499')
  })

  test('a whole environment is left alone, one that lost a package is mended', async () => {
    const environment = folder.path('killed')
    expect((await finished(startSetup(environment))).result).toMatchObject({ made: false })
    const site = execFileSync(
      pythonOf(environment),
      ['-c', 'import sysconfig; print(sysconfig.get_path("purelib"))'],
      {
        encoding: 'utf8',
      },
    ).trim()
    for (const name of ['mergescope_tiny_a', 'mergescope_tiny_a-1.0.dist-info'])
      rmSync(join(site, name), { recursive: true })
    expect((await finished(startSetup(environment))).result).toMatchObject({ made: true })
    expect(works(environment)).toBe('1499')
  })

  test.each(['tests', ...optionalParts])(
    '%s comes on top of a whole environment, without making it anew',
    async (extra) => {
      const environment = folder.path('killed')
      const { events, result } = await finished(startSetup(environment, extra))
      const steps = events.filter(({ event }) => event === 'setup-step').map(({ step }) => step)
      expect({ steps, made: result.made }).toEqual({ steps: [extra], made: true })
      expect((await finished(startSetup(environment, extra))).result).toMatchObject({ made: false })
      expect((await finished(startSetup(environment))).result).toMatchObject({ made: false })
    },
  )

  test('two at once make one environment, and both succeed', async () => {
    const environment = folder.path('twice')
    const both = await Promise.all([1, 2].map(() => finished(startSetup(environment))))
    expect(both.map(({ result }) => result.made).sort()).toEqual([false, true])
    expect(works(environment)).toBe('1499')
    const waiting = both.flatMap(({ events }) => events).filter(({ event }) => event === 'setup-note')
    expect(waiting).toMatchObject([{ text: expect.stringContaining('another set-up') }])
  })

  test('none of them, nor the venv and pip that they start, ran what lies in the current folder', () => {
    expect(traps.ran()).toEqual([])
    expect(traps.catch()).toBe(true)
  })
})
