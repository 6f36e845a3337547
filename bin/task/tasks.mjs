import { join } from 'node:path'
import process from 'node:process'
import { node, root } from './run.mjs'
import { runSuites } from './suites.mjs'

/** Runs the command line in this process, where the user called npm and not where package.json lies. */
async function mergescope(args) {
  process.chdir(process.env.INIT_CWD ?? process.cwd())
  process.argv = [process.argv[0], join(root, 'bin', 'mergescope.mjs'), ...args]
  await import('../mergescope.mjs')
  return process.exitCode
}

export const tasks = {
  mergescope,
  demo: (args) => mergescope(['demo', ...args]),
  test: (args) => runSuites('test', args),
  'test:fresh': (args) => runSuites('fresh', args),
  'test:image': (args) => runSuites('image', args),
  'test:compat': (args) => runSuites('compat', args),
  'test:cuda': (args) => runSuites('cuda', args),
  'test:soak': (args) => runSuites('soak', args),
  bench: (args) => node(['--import', 'tsx', join(root, 'test', 'bench', 'main.ts'), ...args], { cwd: root }),
}
