/**
 * The process that pythonia lives in, and nothing else. It is forked as the leader of a process group of its
 * own, so that a crash of pythonia or Python is an exit code for the parent, and one signal ends everything.
 * Erasable TypeScript with .ts imports only: Node runs this file by itself.
 */
import type { ChildProcess, StdioOptions } from 'node:child_process'
import { createRequire } from 'node:module'
import { dirname } from 'node:path'
import { startInterpreter } from '../python/start-interpreter.ts'
import { eventChannel, type FromHost, type PythonStart, type ToHost } from './protocol.ts'

interface BridgeModule {
  invoke(target: string, id: number, request: string): Promise<string>
}

const require = createRequire(import.meta.url)
let module: BridgeModule | undefined

const tell = (message: FromHost) => {
  if (process.connected) process.send?.(message)
}

/** Ends this process and Python with it; Python may hold the interpreter lock and hear no signal but this. */
const endGroup = () => {
  try {
    process.kill(-process.pid, 'SIGKILL')
  } catch {
    process.exit(1)
  }
}

/**
 * Loads pythonia, which starts Python while it loads and offers no way to choose its descriptors: so spawn
 * is replaced for exactly that long. Output and events go straight to the parent's pipes.
 */
const loadPythonia = ({ python, env, first }: PythonStart) => {
  const childProcess = require('node:child_process')
  const { spawn } = childProcess
  let child: ChildProcess | undefined
  childProcess.spawn = (_command: string, [file = '']: string[]) => {
    childProcess.spawn = spawn
    const stdio: StdioOptions = ['ignore', 'inherit', 'inherit', 'ipc', eventChannel]
    child = startInterpreter(
      python,
      { file },
      { env: { ...process.env, ...env }, first: [dirname(file), ...first], stdio },
    )
    return child
  }
  // Read while pythonia loads: 0 means that a call may take as long as it takes.
  process.env.REQ_TIMEOUT = '0'
  try {
    const pythonia = require('pythonia')
    return { pythonia, child: child as ChildProcess }
  } finally {
    childProcess.spawn = spawn
  }
}

const start = async (asked: PythonStart) => {
  const { pythonia, child } = loadPythonia(asked)
  child.on('error', (error) => tell({ kind: 'host-failed', message: error.message }))
  child.on('exit', (code, signal) => {
    tell({ kind: 'python-exit', code, signal })
    // pythonia cannot live on without its Python; the parent opens a new host.
    setTimeout(() => process.exit(0), 20)
  })
  module = await pythonia.python('mergescope.bridge')
  tell({ kind: 'ready', pid: child.pid ?? 0 })
}

const call = async (id: number, target: string, request: string) => {
  if (module === undefined) throw new Error('called before the bridge was ready')
  tell({ kind: 'reply', id, reply: await module.invoke(target, id, request) })
}

const failed = (error: unknown) =>
  tell({
    kind: 'host-failed',
    message: error instanceof Error ? (error.stack ?? error.message) : String(error),
  })

process.on('message', (message: ToHost) => {
  const work = message.kind === 'start' ? start(message) : call(message.id, message.target, message.request)
  work.catch(failed)
})
process.on('disconnect', endGroup)
process.on('uncaughtException', (error) => {
  failed(error)
  setTimeout(endGroup, 20)
})
