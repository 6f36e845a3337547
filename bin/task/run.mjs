import { spawn } from 'node:child_process'
import { constants } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'

export const root = fileURLToPath(new URL('../../', import.meta.url))

/** Our own Node and the tools of node_modules come first in PATH. */
const path = [dirname(process.execPath), join(root, 'node_modules', '.bin'), process.env.PATH].join(delimiter)

/**
 * Runs a command on the user's own terminal, or, where its `output` is not to be shown yet, into that, and tells
 * its exit code. Signals reach the child by themselves
 * (it is in our process group), or are passed on when only we got them; we outlive it, to tell its code.
 */
export function run(command, args, { env = {}, cwd = process.cwd(), output } = {}) {
  return new Promise((settle) => {
    const shown = output?.isShown() ?? true
    const stdio = shown ? 'inherit' : ['ignore', 'pipe', 'pipe']
    // Colours as on the terminal, where it will be shown later.
    const colour = !shown && process.stdout.isTTY ? { FORCE_COLOR: '1' } : {}
    const child = spawn(command, args, {
      stdio,
      cwd,
      env: { ...process.env, PATH: path, ...colour, ...env },
    })
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => output.write(chunk))
    const pass = {
      SIGINT: () => {},
      SIGTERM: () => child.kill('SIGTERM'),
      SIGHUP: () => child.kill('SIGHUP'),
    }
    for (const [signal, act] of Object.entries(pass)) process.on(signal, act)
    child.once('error', (error) => {
      process.stderr.write(`cannot start ${command}: ${error.message}\n`)
      settle(1)
    })
    // With `close` everything that it wrote has arrived.
    child.once(shown ? 'exit' : 'close', (code, signal) => {
      for (const [name, act] of Object.entries(pass)) process.off(name, act)
      settle(code ?? 128 + constants.signals[signal])
    })
  })
}

/** Runs one of our own TypeScript files, or a tool's script, on the Node that we run on. */
export const node = (args, options) => run(process.execPath, args, options)
