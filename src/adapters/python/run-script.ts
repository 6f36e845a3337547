import type { ChildProcessByStdio } from 'node:child_process'
import type { Readable } from 'node:stream'
import { MergescopeError } from '../../core/errors.ts'
import { startInterpreter } from './start-interpreter.ts'

export interface ScriptOptions {
  readonly timeoutMs: number
  readonly env: NodeJS.ProcessEnv
  readonly signal?: AbortSignal
  readonly args?: readonly string[]
  /** Folders whose modules come before all others. */
  readonly first?: readonly string[]
  /** Write no .pyc files. */
  readonly leaveNoBytecode?: boolean
}

const answerMark = '@@mergescope-answer@@'
const mostOutput = 4 * 1024 * 1024

/** Defines `answer(value)` for a script. The mark finds the answer among whatever site hooks print. */
const prelude = `
import sys, json
def answer(value):
    sys.stdout.write("\\n${answerMark}" + json.dumps(value) + "\\n")
    sys.stdout.flush()
`

/**
 * Runs a small script in an interpreter of unknown health and returns what it passed to `answer`.
 * @throws MergescopeError `python-not-found` (cannot be started), `python-broken` (no answer: hangs, dies,
 *   floods, is no Python); the signal's reason when aborted
 */
export async function runScript(python: string, script: string, options: ScriptOptions): Promise<unknown> {
  options.signal?.throwIfAborted()
  const child = startInterpreter(
    python,
    { code: prelude + script },
    {
      env: options.env,
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: process.platform !== 'win32',
      ...(options.args && { args: options.args }),
      ...(options.first && { first: options.first }),
      ...(options.leaveNoBytecode && { leaveNoBytecode: true }),
    },
  ) as ChildProcessByStdio<null, Readable, Readable>
  const output = { stdout: '', stderr: '' }
  let ended: 'time' | 'flood' | 'abort' | undefined
  const end = (why: typeof ended) => {
    ended ??= why
    killGroup(child.pid)
  }
  for (const name of ['stdout', 'stderr'] as const)
    child[name].setEncoding('utf8').on('data', (text: string) => {
      output[name] += text
      if (output[name].length > mostOutput) end('flood')
    })
  const timer = setTimeout(() => end('time'), options.timeoutMs)
  const onAbort = () => end('abort')
  options.signal?.addEventListener('abort', onAbort, { once: true })
  try {
    const code = await new Promise<number | NodeJS.Signals | null>((settle, fail) => {
      child.once('error', (cause) => fail(cannotStart(python, cause)))
      child.once('exit', (_status, signal) => {
        if (ended) settle(signal)
      })
      child.once('close', (status, signal) => settle(status ?? signal))
    })
    if (ended === 'abort') throw options.signal?.reason
    return readAnswer(python, output, ended ?? code, options.timeoutMs)
  } finally {
    clearTimeout(timer)
    options.signal?.removeEventListener('abort', onAbort)
  }
}

function readAnswer(
  python: string,
  output: { stdout: string; stderr: string },
  end: 'time' | 'flood' | number | string | null,
  timeoutMs: number,
): unknown {
  const at = output.stdout.lastIndexOf(answerMark)
  if (at >= 0 && end === 0) {
    const line = output.stdout.slice(at + answerMark.length).split('\n', 1)[0] ?? ''
    return JSON.parse(line)
  }
  const said = output.stderr.trim().split('\n').at(-1)?.slice(0, 300) ?? ''
  const why =
    end === 'time'
      ? `gave no answer within ${timeoutMs / 1000} s`
      : end === 'flood'
        ? 'printed without an end'
        : `ended with ${end}${said ? ` and said: ${said}` : ' and no answer'}`
  throw new MergescopeError('python-broken', `${python} does not work as a Python interpreter: it ${why}`, {
    hint: `try \`${python} --version\`; give another interpreter with --python, or run \`mergescope setup\``,
    context: { path: python },
  })
}

function cannotStart(python: string, cause: NodeJS.ErrnoException): MergescopeError {
  const why = { ENOENT: 'no such file', EACCES: 'not an executable file, or not allowed' }[cause.code ?? '']
  return new MergescopeError('python-not-found', `cannot start ${python}: ${why ?? cause.message}`, {
    hint: 'give the path of a python executable with --python, or run `mergescope setup`',
    context: { path: python },
    cause,
  })
}

function killGroup(pid: number | undefined): void {
  if (pid === undefined) return
  try {
    process.kill(process.platform === 'win32' ? pid : -pid, 'SIGKILL')
  } catch {
    // It has ended already.
  }
}
