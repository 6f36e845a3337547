import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { afterEach, expect, test, vi } from 'vitest'
import { repositoryRoot } from '../../support/python.ts'

interface Suite {
  readonly name: string
  readonly project?: string
  readonly needs?: readonly string[]
  readonly run: () => unknown
}
interface Suites {
  readonly setNames: readonly string[]
  readonly suitesOf: (set: string, only?: readonly string[]) => Suite[]
  readonly makersFor: (suite: Suite) => string[]
  readonly testEnvironment: Suite | undefined
}

/** The module reads the caller's environment once: here with none of the variables that name a Python. */
async function freshMachine(env: NodeJS.ProcessEnv = {}): Promise<Suites> {
  for (const name of ['MERGESCOPE_TEST_PYTHON', 'MERGESCOPE_PYTHON', 'MERGESCOPE_COMPAT_PYTHON'])
    vi.stubEnv(name, env[name])
  vi.resetModules()
  // @ts-expect-error plain JavaScript, without types
  return import('../../../bin/task/suites.mjs')
}
afterEach(() => vi.unstubAllEnvs())

const names = (suites: readonly Suite[]) => suites.map(({ name }) => name)

test('in every set, and where one suite is asked for, the environments come before what needs them', async () => {
  const { setNames, suitesOf, makersFor } = await freshMachine()
  const asked = setNames.flatMap((set) => [
    names(suitesOf(set)),
    ...suitesOf(set).map(({ name }) => names(suitesOf(set, [name]))),
  ])
  const all = new Map(setNames.flatMap((set) => suitesOf(set).map((suite) => [suite.name, suite] as const)))
  for (const order of asked)
    for (const name of order)
      for (const maker of makersFor(all.get(name)!)) {
        expect({ order, maker, there: order.includes(maker) }).toMatchObject({ there: true })
        expect(order.indexOf(maker)).toBeLessThan(order.indexOf(name))
      }
})

test('only checks of TypeScript, unit tests, and the set that makes its own environment need none', async () => {
  const { setNames, suitesOf, makersFor } = await freshMachine()
  const without = setNames.flatMap((set) => suitesOf(set).filter((suite) => makersFor(suite).length === 0))
  expect(names(without).filter((name) => !name.startsWith('environment'))).toEqual(
    'biome knip layers types unit fresh'.split(' '),
  )
})

test('tests that say they need no environment never ask for its Python', async () => {
  const { setNames, suitesOf } = await freshMachine()
  const projects = setNames
    .flatMap((set) => suitesOf(set))
    .filter(({ project, needs }) => project && needs?.length === 0)
  for (const { project } of projects)
    for (const file of readdirSync(join(repositoryRoot, 'test', project!), { recursive: true })) {
      if (!/\.tsx?$/.test(String(file))) continue
      const text = readFileSync(join(repositoryRoot, 'test', project!, String(file)), 'utf8')
      expect({ file, asks: /\btestPython\(/.test(text) }).toEqual({ file, asks: false })
    }
})

test('an environment of the caller’s own is taken as it is', async () => {
  const { suitesOf, testEnvironment } = await freshMachine({
    MERGESCOPE_TEST_PYTHON: process.execPath,
    MERGESCOPE_COMPAT_PYTHON: process.execPath,
  })
  expect(names(suitesOf('test'))).not.toContain('environment')
  expect(names(suitesOf('compat'))).toEqual(['python-compat', 'prediction-compat'])
  expect(testEnvironment).toBeUndefined()
})

test('package.json has a command for every set, and each command of ours is a task', async () => {
  const { setNames } = await freshMachine()
  // @ts-expect-error plain JavaScript, without types
  const { tasks } = await import('../../../bin/task/tasks.mjs')
  const { scripts } = JSON.parse(readFileSync(join(repositoryRoot, 'package.json'), 'utf8'))
  const ours = Object.entries<string>(scripts).filter(([, line]) => line.startsWith('node bin/task.mjs'))
  expect(ours.map(([name, line]) => [name, line.split(' ').at(-1)])).toEqual(
    ours.map(([name]) => [name, name]),
  )
  expect(Object.keys(tasks).sort()).toEqual(ours.map(([name]) => name).sort())
  for (const set of setNames) expect(tasks).toHaveProperty([set === 'test' ? 'test' : `test:${set}`])
})

test('suites run beside each other, and what they print comes whole and in their order', async () => {
  // @ts-expect-error plain JavaScript, without types
  const { runAll } = await import('../../../bin/task/run-suites.mjs')
  const started = Promise.withResolvers<void>()
  let shown = ''
  const rows = await runAll(
    [
      {
        name: 'first',
        run: async ({ output }: { output: { write: (text: string) => void } }) => {
          output.write('first begins\n')
          await started.promise // Ends only when the one of the other queue has begun.
          output.write('first ends\n')
          return 0
        },
      },
      {
        name: 'second',
        queue: 'python',
        run: ({ output }: { output: { write: (text: string) => void } }) => {
          output.write('second\n')
          started.resolve()
          return 3
        },
      },
    ],
    (text: string) => {
      shown += text
    },
    true,
  )
  expect(shown).toBe('\n── first\nfirst begins\nfirst ends\n\n── second\nsecond\n')
  expect(rows).toMatchObject([
    { name: 'first', code: 0, passed: 1, failed: 0 },
    { name: 'second', code: 3, passed: 0, failed: 1, failures: [{ message: 'ended with 3' }] },
  ])
})

test.each([129, 130, 143])(
  'a suite ended by a signal (%i) ends all queues; nothing waits for what was never begun',
  async (signal) => {
    // @ts-expect-error plain JavaScript, without types
    const { runAll } = await import('../../../bin/task/run-suites.mjs')
    const ran: string[] = []
    const suite = (name: string, code: number, more = {}) => ({
      name,
      run: () => {
        ran.push(name)
        return code
      },
      ...more,
    })
    const suites = [suite('one', signal), suite('two', 0), suite('three', signal, { queue: 'python' })]
    const rows = await runAll([...suites, suite('four', 0, { queue: 'python' })], () => {}, true)
    expect(ran).toEqual(['one', 'three'])
    expect(rows.map(({ name }: { name: string }) => name)).toEqual(['one', 'three'])
  },
)
