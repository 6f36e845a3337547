import { existsSync, mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { readJunit, readVitest, writeCounts } from './counts.mjs'
import { node, root, run } from './run.mjs'

const windows = process.platform === 'win32'
const results = join(root, '.cache', 'test-results')
const pythonIn = (folder) =>
  windows ? join(root, folder, 'Scripts', 'python.exe') : join(root, folder, 'bin', 'python')
const tool = (name, ...path) => join(root, 'node_modules', name, ...path)
const mergescope = (...args) => [join(root, 'bin', 'mergescope.mjs'), ...args]

/** The interpreter of the tests: the caller's, else the managed environment, made or mended first. */
const own = process.env.MERGESCOPE_TEST_PYTHON ?? process.env.MERGESCOPE_PYTHON
const python = own ?? pythonIn('.venv')
const oldPython = process.env.MERGESCOPE_COMPAT_PYTHON ?? pythonIn('.venv-0.1.4')

/** A check passes or fails as one. */
const check = (name, script, ...args) => ({ name, run: (at) => node([script, ...args], at) })
const vitest = (name, project, env = {}, files = []) => ({
  name,
  run: ({ report, ...at }) => {
    const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`]
    const script = tool('vitest', 'vitest.mjs')
    return node([script, 'run', ...files, '--project', project, ...reporters], { ...at, env })
  },
  read: readVitest,
})
const pytest = (name, args, env = {}) => ({
  name,
  run: ({ report, ...at }) => run(python, pytestArgs(report, args), { ...at, env }),
  read: readJunit,
})
const pytestArgs = (report, args) => [
  ...['-m', 'pytest', '-c', join(root, 'python', 'pyproject.toml'), join(root, 'test', 'python')],
  ...[`--junitxml=${report}`, '-o', `cache_dir=${join(root, '.cache', 'pytest')}`, ...args],
]
const ruff = (name, ...args) => ({
  name,
  run: (at) => run(python, ['-m', 'ruff', ...args, '--config', join('python', 'pyproject.toml')], at),
})
/** Where Python may not write bytecode, each of the tests' many Pythons would compile thousands of files anew. */
const compile =
  'import compileall, sysconfig; compileall.compile_dir(sysconfig.get_path("purelib"), quiet=2, workers=0)'
const environment = (name, interpreter, ...args) => ({
  name,
  run: async (at) => {
    const code = await node(mergescope('setup', ...args), at)
    if (code === 0) await run(interpreter, ['-c', compile], at)
    return code
  },
})
const ready = own ? [] : [environment('environment', python, '--tests')]
const compat = { MERGESCOPE_COMPAT_PYTHON: oldPython }
const soak = { MERGESCOPE_SOAK: '1' }

const suites = {
  test: [
    check('biome', tool('@biomejs/biome', 'bin', 'biome'), 'check', '.'),
    check('knip', tool('knip', 'bin', 'knip.js')),
    check(
      'layers',
      tool('dependency-cruiser', 'bin', 'dependency-cruise.mjs'),
      'src',
      '--config',
      '.dependency-cruiser.cjs',
    ),
    check('types', tool('typescript', 'bin', 'tsc'), '--noEmit'),
    vitest('unit', 'unit'),
    ...ready,
    ruff('ruff', 'check', 'python', 'patches', 'test/python'),
    ruff('ruff-format', 'format', '--check', '-q', 'python', 'patches', 'test/python'),
    pytest('python', []),
    vitest('integration', 'integration'),
    vitest('e2e', 'e2e'),
  ],
  // What a new user does first, with nothing there: takes minutes, most of them to install.
  fresh: [vitest('fresh', 'fresh')],
  image: [vitest('image', 'image')],
  compat: [
    ...ready,
    ...(process.env.MERGESCOPE_COMPAT_PYTHON
      ? []
      : [
          environment(
            'environment-0.1.4',
            oldPython,
            '--lock',
            'requirements-0.1.4',
            '--environment',
            join(root, '.venv-0.1.4'),
          ),
        ]),
    pytest('python-compat', ['-m', 'compat and not soak'], compat),
    // Tests that take the other mergekit in as well where there is one.
    vitest('prediction-compat', 'integration', compat, ['test/integration/prediction']),
  ],
  cuda: [...ready, pytest('python-cuda', ['-m', 'cuda'])],
  soak: [...ready, pytest('python-soak', ['-m', 'soak'], soak), vitest('soak', 'soak', soak)],
}

/**
 * Runs every suite of a set, also after one failed, and ends with the plain line `N passed, N failed`.
 * @param {string[]} only names of suites; none means all
 * @returns the exit code: 0 only when nothing failed
 */
export async function runSuites(set, only = []) {
  const known = suites[set].map((suite) => suite.name)
  const strange = only.filter((name) => !known.includes(name))
  if (strange.length > 0) {
    process.stderr.write(`no such suite: ${strange.join(', ')}; there are ${known.join(', ')}\n`)
    return 2
  }
  mkdirSync(results, { recursive: true })
  const rows = []
  for (const suite of suites[set].filter(({ name }) => only.length === 0 || only.includes(name))) {
    process.stdout.write(`\n── ${suite.name}\n`)
    rows.push(await runSuite(suite))
    const interrupted = rows.at(-1).code === 130
    if (interrupted) break
  }
  return conclude(set, rows)
}

async function runSuite(suite) {
  const report = join(results, `${suite.name}.out`)
  rmSync(report, { force: true })
  const began = Date.now()
  const code = await suite.run({ cwd: root, report })
  const none = { passed: 0, failed: 0, skipped: [], failures: [] }
  const counts = suite.read && existsSync(report) ? suite.read(report) : none
  if (!suite.read && code === 0) counts.passed = 1
  // A check, or a runner that failed without a failed test (it could not start, an error outside of a test).
  else if (code !== 0 && counts.failed === 0) {
    counts.failed = 1
    counts.failures.push({ test: suite.name, message: `ended with ${code}` })
  }
  return { name: suite.name, code, seconds: (Date.now() - began) / 1000, ...counts }
}

function conclude(set, rows) {
  const sum = (key) => rows.reduce((total, row) => total + row[key], 0)
  const total = {
    passed: sum('passed'),
    failed: sum('failed'),
    skipped: rows.flatMap((row) => row.skipped),
    failures: rows.flatMap(({ name, failures }) => failures.map((failure) => ({ suite: name, ...failure }))),
  }
  const lines = rows.map(
    ({ name, passed, failed, skipped, seconds }) =>
      `  ${failed ? 'FAILED' : 'ok    '}  ${name.padEnd(18)} ${String(passed).padStart(5)} ok ${String(failed).padStart(4)} failed ${String(skipped.length).padStart(4)} skipped ${seconds.toFixed(1).padStart(7)} s`,
  )
  process.stdout.write(`\n${lines.join('\n')}\n`)
  for (const { test, reason } of total.skipped)
    process.stdout.write(`  skipped: ${test}${reason ? `: ${reason}` : ''}\n`)
  writeCounts(join(results, `${set}.json`), total)
  process.stdout.write(`\n${total.passed} passed, ${total.failed} failed\n`)
  return total.failed === 0 && rows.length > 0 ? 0 : 1
}
