import { join } from 'node:path'
import process from 'node:process'
import { node, root } from './run.mjs'
import { runSuites } from './run-suites.mjs'
import { setNames, testEnvironment } from './suites.mjs'

/** Runs the command line in this process, where the user called npm and not where package.json lies. */
async function mergescope(args) {
  process.chdir(process.env.INIT_CWD ?? process.cwd())
  process.argv = [process.argv[0], join(root, 'bin', 'mergescope.mjs'), ...args]
  await import('../mergescope.mjs')
  return process.exitCode
}

/** Measures on the environment of the tests, which is made first; for `--help` it need not be there. */
async function bench(args) {
  const asked = args.includes('--help') || args.includes('-h')
  const code = asked ? 0 : ((await testEnvironment?.run({ cwd: root })) ?? 0)
  return code || node(['--import', 'tsx', join(root, 'test', 'bench', 'main.ts'), ...args], { cwd: root })
}

/** `npm test` is the set `test`, `npm run test:NAME` each other one. */
const test = Object.fromEntries(
  setNames.map((set) => [set === 'test' ? set : `test:${set}`, (args) => runSuites(set, args)]),
)

export const tasks = {
  mergescope,
  demo: (args) => mergescope(['demo', ...args]),
  ...test,
  bench,
}
