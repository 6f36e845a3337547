import type { ChildProcessByStdio } from 'node:child_process'
import type { Readable, Writable } from 'node:stream'
import { MergescopeError } from '../../core/errors.ts'
import { startInterpreter } from '../python/start-interpreter.ts'
import { lockScript } from './python-scripts.ts'
import { lockPath, stateFolder } from './store.ts'
import { unwritable } from './write-errors.ts'

export interface Lock {
  release(): Promise<void>
}

/**
 * Waits for the sole right to change an install. The lock belongs to a Python child, because Node cannot ask
 * the system for one that ends with its process; the child ends when we do, even by kill -9.
 * @throws MergescopeError `patch-busy`, `patch-read-only`; the signal's reason when aborted
 */
export async function lock(
  python: string,
  location: string,
  waitSeconds: number,
  signal?: AbortSignal,
): Promise<Lock> {
  signal?.throwIfAborted()
  // In a group of its own, so that Ctrl-C in the terminal does not take the lock away in mid-change.
  const child = startInterpreter(
    python,
    { code: lockScript },
    {
      env: process.env,
      args: [lockPath(location), String(waitSeconds)],
      withoutSite: true,
      stdio: ['pipe', 'pipe', 'ignore'],
      detached: true,
    },
  ) as ChildProcessByStdio<Writable, Readable, null>
  const ended = new Promise<void>((settle) => child.once('close', () => settle()))
  child.stdin.on('error', () => {})
  const release = async () => {
    child.stdin.end()
    await ended
  }
  const onAbort = () => child.stdin.destroy()
  signal?.addEventListener('abort', onAbort, { once: true })
  try {
    const word = await new Promise<string>((settle, fail) => {
      child.once('error', fail)
      child.stdout.once('data', (data: Buffer) => settle(data.toString().trim()))
      child.once('close', () => settle(''))
      signal?.addEventListener('abort', () => fail(signal.reason), { once: true })
    })
    if (word === 'held') return { release }
    child.kill('SIGKILL')
    if (word === 'busy')
      throw new MergescopeError('patch-busy', `another process is patching the mergekit in ${location}`, {
        hint: 'wait until it has finished and try again',
        context: { location },
      })
    throw unwritable(stateFolder(location), Number(word.split(' ')[1]) || undefined)
  } catch (thrown) {
    child.kill('SIGKILL')
    throw thrown
  } finally {
    signal?.removeEventListener('abort', onAbort)
  }
}
