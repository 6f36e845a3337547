import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { delimiter } from 'node:path'
import process from 'node:process'

export const minutes = 60_000

export interface Ended {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** Somebody with an empty home and the machine's own Node, and nothing of this test run's. */
export function newUser(home: () => string) {
  function environment(more: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv {
    const ours =
      /^(npm_(?!config_registry$)|NODE_OPTIONS|NODE_ENV|INIT_CWD|MERGESCOPE_|VITEST|VIRTUAL_ENV|PYTHON|PYENV_|CONDA|XDG_|TEST$|HF_)/i
    const kept = Object.entries(process.env).filter(([name]) => !ours.test(name))
    const path = (process.env.PATH ?? '').split(delimiter).filter((part) => !part.includes('node_modules'))
    return { ...Object.fromEntries(kept), HOME: home(), PATH: path.join(delimiter), ...more }
  }
  const start = (command: string, args: readonly string[], cwd: string, env = environment()): ChildProcess =>
    spawn(command, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'], detached: true })

  async function run(
    command: string,
    args: readonly string[],
    cwd: string,
    env = environment(),
  ): Promise<Ended> {
    const child = start(command, args, cwd, env)
    const output = { stdout: '', stderr: '' }
    for (const name of ['stdout', 'stderr'] as const)
      child[name]!.setEncoding('utf8').on('data', (text: string) => {
        output[name] += text
      })
    const [code] = await once(child, 'close')
    return { code, ...output }
  }
  return { environment, start, run }
}
