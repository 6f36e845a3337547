import { fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { Bridge, BridgeOptions } from './bridge.ts'
import { Connection } from './connection.ts'
import { mustServe, probeInterpreter } from './probe.ts'
import { eventChannel, type PythonStart } from './protocol.ts'

export type { Bridge, BridgeOptions } from './bridge.ts'

const self = fileURLToPath(import.meta.url)
const hostFile = fileURLToPath(new URL(`./host${self.endsWith('.ts') ? '.ts' : '.js'}`, import.meta.url))
const ownPython = fileURLToPath(new URL('../../../python', import.meta.url))

/**
 * Starts a bridge host with a Python of its own.
 * @throws MergescopeError when the interpreter is missing, broken, too old or lacks a module.
 */
export const openBridge = async (options: BridgeOptions): Promise<Bridge> => {
  const { python, modules = [], pythonPath = [], probed } = options
  const start: PythonStart = {
    python,
    env: { ...options.env, MERGESCOPE_EVENT_FD: String(eventChannel) },
    first: [ownPython, ...pythonPath],
  }
  if (!probed) await probeInterpreter(start, modules)
  const stripTypes = hostFile.endsWith('.ts') ? ['--experimental-strip-types'] : []
  const host = fork(hostFile, {
    detached: true,
    execArgv: ['--disable-warning=ExperimentalWarning', ...stripTypes],
    stdio: ['ignore', 'pipe', 'pipe', 'ipc', 'pipe'],
  })
  const connection = new Connection(host, options)
  try {
    const ready = connection.start(start, options.startMs ?? 30_000)
    ready.catch(() => undefined)
    // What an interpreter says of itself names what is wrong with it; a bridge that does not start cannot.
    if (probed) mustServe(python, await probed)
    await ready
    return connection
  } catch (error) {
    await connection.close()
    throw error
  }
}
