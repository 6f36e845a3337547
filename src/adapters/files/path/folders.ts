import { existsSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The folder of package.json. */
export const packageRoot = fileURLToPath(new URL('../../../../', import.meta.url))

/** In a checkout everything that is made stays in it; an installed package uses the user's folders. */
export const isCheckout = existsSync(join(packageRoot, 'src', 'main.ts'))

/** What a person types to start it: in a checkout nothing is called `mergescope` yet. */
export const program: readonly string[] = isCheckout
  ? ['npm', 'run', '--silent', 'mergescope', '--']
  : ['mergescope']

/** For what is needed to work and costs time to make: the Python environment. */
export function dataFolder(env: NodeJS.ProcessEnv): string {
  if (isCheckout) return packageRoot
  const local = process.platform === 'win32' && env.LOCALAPPDATA
  return join(env.XDG_DATA_HOME || local || join(homedir(), '.local', 'share'), 'mergescope')
}

/** For what can be made again at any time. */
export function cacheFolder(env: NodeJS.ProcessEnv): string {
  if (isCheckout) return join(packageRoot, '.cache')
  const local = process.platform === 'win32' && env.LOCALAPPDATA && join(env.LOCALAPPDATA, 'cache')
  return join(env.XDG_CACHE_HOME || local || join(homedir(), '.cache'), 'mergescope')
}

/** Where checks of models' classes are remembered, a file a check. */
export const classChecksFolder = (env: NodeJS.ProcessEnv): string => join(cacheFolder(env), 'class-checks')

/** For what the user has done, and would miss. XDG_STATE_HOME wins, also in a checkout. */
function stateFolder(env: NodeJS.ProcessEnv): string {
  return env.XDG_STATE_HOME
    ? join(env.XDG_STATE_HOME, 'mergescope')
    : isCheckout
      ? cacheFolder(env)
      : dataFolder(env)
}

/** Where the runs are listed that were begun, whatever became of them. */
export const startedRunsFile = (env: NodeJS.ProcessEnv): string => join(stateFolder(env), 'started-runs.json')

/** Where the last runs are listed. */
export const recentRunsFile = (env: NodeJS.ProcessEnv): string => join(stateFolder(env), 'recent-runs.json')

/** Where records are kept of runs whose output lies in object storage. */
export const keptRecordsFolder = (env: NodeJS.ProcessEnv): string => join(stateFolder(env), 'kept-records')

/** Where recipes lie that are not saved yet, a file a process. */
export const draftsFolder = (env: NodeJS.ProcessEnv): string => join(stateFolder(env), 'drafts')
