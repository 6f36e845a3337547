import { copyFileSync, existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import process from 'node:process'
import { readJunit, readVitest } from './counts.mjs'
import { node, root, run } from './run.mjs'

const windows = process.platform === 'win32'
const pythonIn = (folder) =>
  windows ? join(root, folder, 'Scripts', 'python.exe') : join(root, folder, 'bin', 'python')
const tool = (name, ...path) => join(root, 'node_modules', name, ...path)
const mergescope = (...args) => [join(root, 'bin', 'mergescope.mjs'), ...args]

/** The interpreter of the tests: the caller's, else the managed environment, made or mended first. */
const own = process.env.MERGESCOPE_TEST_PYTHON ?? process.env.MERGESCOPE_PYTHON
const python = own ?? pythonIn('.venv')
const ownOld = process.env.MERGESCOPE_COMPAT_PYTHON
const oldPython = ownOld ?? pythonIn('.venv-0.1.4')

/** Where Python may not write bytecode, each of the tests' many Pythons would compile thousands of files anew. */
const compile =
  'import compileall, sysconfig; compileall.compile_dir(sysconfig.get_path("purelib"), quiet=2, workers=0)'
/** Our own sources, which `mergescope` itself never writes bytecode of. */
const compileOurs = ['-m', 'compileall', '-q', join(root, 'python', 'mergescope')]
const environment = (name, interpreter, ...args) => ({
  name,
  queue: 'python',
  run: async (at) => {
    const code = await node(mergescope('setup', ...args), at)
    if (code !== 0) return code
    await run(interpreter, compileOurs, at)
    // In the environment itself: who makes that anew makes this anew.
    const folder = dirname(dirname(interpreter))
    const [made, compiled] = ['mergescope-ready.json', 'mergescope-compiled.json'].map((name) =>
      join(folder, name),
    )
    if (existsSync(compiled) && readFileSync(compiled, 'utf8') === readFileSync(made, 'utf8')) return 0
    await run(interpreter, ['-c', compile], at)
    copyFileSync(made, compiled)
    return 0
  },
})
/** An S3 that runs on this machine, in an environment of its own: its packages and ours do not go together. */
const storage = {
  name: 'environment-moto',
  queue: 'python',
  run: async (at) => {
    const made = await run(python, ['-m', 'venv', join(root, '.venv-moto')], at)
    const lock = join(root, 'python', 'requirements-moto.lock')
    const install = ['-m', 'pip', 'install', '--quiet', '--require-hashes', '--no-deps', '-r', lock]
    return made || run(pythonIn('.venv-moto'), install, at)
  },
}

/** The Python environments that suites need, by the names that they give in `needs`; the caller's own are ready. */
const environments = {
  ...(!own && { tests: environment('environment', python, '--tests') }),
  ...(!own && { ray: environment('environment-ray', python, '--tests', '--with', 'ray', 'object-storage') }),
  storage,
  ...(!ownOld && {
    old: environment(
      'environment-0.1.4',
      oldPython,
      ...['--lock', 'requirements-0.1.4', '--environment', join(root, '.venv-0.1.4')],
    ),
  }),
}

/** A check passes or fails as one. */
const check = (name, script, ...args) => ({ name, run: (at) => node([script, ...args], at) })
/** Tests in TypeScript start Python, too; those of a set that makes its own, or has none, say `needs: []`. */
const vitest = (name, project, { env = {}, files = [], needs = ['tests'], workers } = {}) => ({
  name,
  project,
  needs,
  run: ({ report, ...at }) => {
    const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`]
    const script = tool('vitest', 'vitest.mjs')
    const beside = workers ? [`--maxWorkers=${workers}`] : []
    return node([script, 'run', ...files, '--project', project, ...beside, ...reporters], { ...at, env })
  },
  read: readVitest,
})
/** As in our own engine, whose threads have one of torch's each: torch's others would wait busily for a core. */
const oneThread = { OMP_NUM_THREADS: '1' }
const pytest = (name, args, { env = {}, files = [''], needs = ['tests'] } = {}) => ({
  name,
  queue: 'python',
  needs,
  run: ({ report, ...at }) =>
    run(python, pytestArgs(report, files, args), { ...at, env: { ...oneThread, ...env } }),
  read: readJunit,
})
const pytestArgs = (report, files, args) => [
  ...['-m', 'pytest', '-c', join(root, 'python', 'pyproject.toml')],
  ...files.map((file) => join(root, 'test', 'python', file)),
  ...[`--junitxml=${report}`, '-o', `cache_dir=${join(root, '.cache', 'pytest')}`, ...args],
]
const ruff = (name, ...args) => ({
  name,
  queue: 'python',
  needs: ['tests'],
  run: (at) => run(python, ['-m', 'ruff', ...args, '--config', join('python', 'pyproject.toml')], at),
})
/** The layers of Python, and that it imports nothing in a circle. */
const pythonLayers = {
  name: 'python-layers',
  queue: 'python',
  needs: ['tests'],
  run: (at) => {
    const program = 'from importlinter.cli import lint_imports_command; lint_imports_command()'
    const args = ['--config', join('python', 'pyproject.toml'), '--no-cache']
    return run(python, ['-c', program, ...args], { ...at, env: { PYTHONPATH: join(root, 'python') } })
  },
}

/** What pyrightconfig.json says; torch and mergekit are seen as the tests have them. */
const pythonTypes = {
  ...check('python-types', tool('pyright', 'index.js'), '--pythonpath', python, '--warnings'),
  queue: 'python',
  needs: ['tests'],
}

const compat = { env: { MERGESCOPE_COMPAT_PYTHON: oldPython }, needs: ['tests', 'old'] }
const foretold = [
  ...['effects', 'methods', 'prediction'].map((name) => `test/integration/prediction/${name}.test.ts`),
  'test/integration/donor/config-values.test.ts',
]
const soak = { env: { MERGESCOPE_SOAK: '1' } }
const floor = 'floor'
/** Of object storage without a cluster. */
const storages = [
  'credentials',
  'every_storage',
  'object_storage',
  'other_storages',
  'run_to_storage',
  'upload',
].map((name) => `shards/test_${name}.py`)
/**
 * What merges: torch chooses other code for other processors, and this variable makes it choose older ones.
 * Here all cases run, of which `npm test` takes a third.
 */
const kernels = ['engine/test_kernels.py', 'engine/test_random_methods.py', 'engine/test_masks.py']
const under = (capability) => ({
  ...pytest(`kernels-${capability}`, ['-m', 'not compat and not cuda'], {
    files: kernels,
    env: { ATEN_CPU_CAPABILITY: capability },
  }),
  queue: capability,
})

const sets = {
  test: [
    check('biome', tool('@biomejs/biome', 'bin', 'biome'), 'check', '.'),
    check('knip', tool('knip', 'bin', 'knip.js')),
    check(
      'layers',
      tool('dependency-cruiser', 'bin', 'dependency-cruise.mjs'),
      ...['src', '--config', '.dependency-cruiser.cjs'],
    ),
    check('types', tool('typescript', 'bin', 'tsc'), '--noEmit'),
    vitest('unit', 'unit', { needs: [] }),
    ruff('ruff', 'check', 'python', 'patches', 'test/python'),
    ruff('ruff-format', 'format', '--check', '-q', 'python', 'patches', 'test/python'),
    pythonLayers,
    pythonTypes,
    // Whether every Python that is accepted has what the sources take from its standard library.
    pytest('python-floor', [], { files: [floor] }),
    pytest('python', ['--ignore', join(root, 'test', 'python', floor)]),
    vitest('integration', 'integration'),
    // A person's screens wait more than they compute.
    vitest('e2e', 'e2e', { workers: 3 }),
  ],
  // What a new user does first, with nothing there: takes minutes, most of them to install.
  fresh: [vitest('fresh', 'fresh', { needs: [] })],
  image: [vitest('image', 'image')],
  compat: [
    pytest('python-compat', ['-m', 'compat and not soak'], compat),
    // Tests that take the older mergekit where there is one.
    vitest('prediction-compat', 'integration', { ...compat, files: foretold }),
  ],
  // Merges on a cluster of three nodes, and of donors in object storage, all of them on this machine.
  // Two suites beside each other: both wait more than they compute.
  ray: [
    pytest(
      'python-ray',
      ['-m', 'ray', ...storages.map((file) => `--ignore=${join(root, 'test', 'python', file)}`)],
      {
        files: ['shards'],
        needs: ['ray', 'storage'],
      },
    ),
    {
      ...pytest('python-storage', ['-m', 'ray'], { files: storages, needs: ['ray', 'storage'] }),
      queue: 'storage',
    },
  ],
  kernels: [under('default'), under('avx2')],
  // Every model type of transformers, by us and by mergekit; writes docs/architectures.md.
  architectures: [
    {
      name: 'architectures',
      needs: ['tests'],
      run: (at) => node(['--import', 'tsx', join(root, 'test', 'architectures', 'main.ts')], at),
    },
  ],
  cuda: [pytest('python-cuda', ['-m', 'cuda'])],
  soak: [pytest('python-soak', ['-m', 'soak'], soak), vitest('soak', 'soak', soak)],
}

export const setNames = Object.keys(sets)

/** The suites of a set, or those of the given names, each after the environments that it needs. */
export function suitesOf(set, only = []) {
  const all = withEnvironments(sets[set])
  return only.length === 0 ? all : withEnvironments(all.filter(({ name }) => only.includes(name)))
}

/** What makes the environment that everything but the tests of old versions uses. */
export const testEnvironment = environments.tests

function withEnvironments(suites) {
  const order = new Set()
  for (const suite of suites) {
    for (const need of suite.needs ?? []) if (environments[need]) order.add(environments[need])
    order.add(suite)
  }
  return [...order]
}

/** The names of the suites that make what a suite needs. */
export const makersFor = (suite) =>
  (suite.needs ?? []).flatMap((need) => (environments[need] ? [environments[need].name] : []))
