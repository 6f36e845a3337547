import { fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { Bridge, BridgeOptions } from './bridge.ts'
import { Connection } from './connection.ts'
import { probeInterpreter } from './probe.ts'
import { eventChannel } from './protocol.ts'

export type { Bridge, BridgeOptions } from './bridge.ts'

const self = fileURLToPath(import.meta.url)
const hostFile = fileURLToPath(new URL(`./host${self.endsWith('.ts') ? '.ts' : '.js'}`, import.meta.url))
const ownPython = fileURLToPath(new URL('../../../python', import.meta.url))

const pythonEnvironment = ({ env = {}, pythonPath = [] }: BridgeOptions): Record<string, string> => ({
  ...env,
  PYTHONPATH: [ownPython, ...pythonPath, env.PYTHONPATH ?? process.env.PYTHONPATH]
    .filter((path) => path)
    .join(process.platform === 'win32' ? ';' : ':'),
  PYTHONUNBUFFERED: '1',
  PYTHONIOENCODING: 'utf-8:backslashreplace',
  MERGESCOPE_EVENT_FD: String(eventChannel),
})

/**
 * Starts a bridge host with a Python of its own.
 * @throws MergescopeError when the interpreter is missing, broken, too old or lacks a module.
 */
export const openBridge = async (options: BridgeOptions): Promise<Bridge> => {
  const env = pythonEnvironment(options)
  await probeInterpreter(options.python, options.modules ?? [], env)
  const stripTypes = hostFile.endsWith('.ts') ? ['--experimental-strip-types'] : []
  const host = fork(hostFile, {
    detached: true,
    execArgv: ['--disable-warning=ExperimentalWarning', ...stripTypes],
    stdio: ['ignore', 'pipe', 'pipe', 'ipc', 'pipe'],
  })
  const connection = new Connection(host, options)
  try {
    await connection.start(options.python, env, options.startMs ?? 30_000)
    return connection
  } catch (error) {
    await connection.close()
    throw error
  }
}
