import type { ChildProcessByStdio } from 'node:child_process'
import type { Readable } from 'node:stream'
import { MergescopeError } from '../../core/errors.ts'
import { startInterpreter } from '../python/start-interpreter.ts'
import type { Probed } from './bridge.ts'
import type { PythonStart } from './protocol.ts'

export interface Interpreter {
  readonly python: string
  /** `3.12.4` */
  readonly version: string
}

const script = (modules: readonly string[]) =>
  `import importlib.util, json, sys
print(json.dumps({"python": ".".join(map(str, sys.version_info[:3])),
 "missing": [name for name in ${JSON.stringify(modules)} if importlib.util.find_spec(name) is None]}))`

const setupHint = 'run `mergescope setup`, or name another interpreter with --python'

/**
 * Starts the interpreter once and asks for its version and for the modules that are needed, before pythonia
 * gets to see it: pythonia hangs or crashes on an interpreter that is missing or broken.
 * @throws MergescopeError python-not-found, python-broken, python-unsupported, environment-not-ready
 */
export const probeInterpreter = async (
  { python, env, first }: PythonStart,
  modules: readonly string[],
  limitMs = 20_000,
): Promise<Interpreter> => {
  const { code, output, errors, late } = await run({ python, env, first }, script(modules), limitMs)
  const broken = (why: string) =>
    new MergescopeError('python-broken', `${python} does not work: ${why}`, {
      hint: setupHint,
      context: { python, code, output: output.slice(0, 400), errors: errors.slice(-2000) },
    })
  if (late) throw broken(`it did not answer within ${limitMs / 1000} s`)
  if (code !== 0) throw broken(errors.trim().split('\n').at(-1) || `it ended with exit code ${code}`)
  const answer = parse(output)
  if (answer === null) throw broken('it did not answer as Python does')
  mustServe(python, answer)
  return { python, version: answer.python }
}

/** @throws MergescopeError python-unsupported, environment-not-ready */
export function mustServe(path: string, { python, missing }: Probed): void {
  const [major = 0, minor = 0] = python.split('.').map(Number)
  if (major !== 3 || minor < 10 || minor > 13)
    throw new MergescopeError('python-unsupported', `${path} is Python ${python}`, {
      hint: 'use Python 3.10 to 3.13',
      context: { python: path, version: python },
    })
  if (missing.length > 0)
    throw new MergescopeError('environment-not-ready', `${path} lacks ${missing.join(', ')}`, {
      hint: setupHint,
      context: { python: path, missing },
    })
}

const parse = (output: string): Probed | null => {
  try {
    const value = JSON.parse(output.trim().split('\n').at(-1) ?? '')
    return typeof value?.python === 'string' && Array.isArray(value.missing) ? value : null
  } catch {
    return null
  }
}

const run = ({ python, env, first }: PythonStart, code: string, limitMs: number) =>
  new Promise<{ code: number | null; output: string; errors: string; late: boolean }>((resolve, reject) => {
    const child = startInterpreter(
      python,
      { code },
      { env: { ...process.env, ...env }, first, stdio: ['ignore', 'pipe', 'pipe'] },
    ) as ChildProcessByStdio<null, Readable, Readable>
    let output = ''
    let errors = ''
    let late = false
    const timer = setTimeout(() => {
      late = true
      child.kill('SIGKILL')
      child.stdout.destroy()
      child.stderr.destroy()
    }, limitMs)
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      output = (output + text).slice(-65_536)
    })
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      errors = (errors + text).slice(-65_536)
    })
    child.on('error', (cause: NodeJS.ErrnoException) => {
      clearTimeout(timer)
      const why = cause.code === 'ENOENT' ? 'there is no such file' : cause.message
      reject(
        new MergescopeError('python-not-found', `cannot start ${python}: ${why}`, {
          hint: setupHint,
          context: { python },
          cause,
        }),
      )
    })
    child.on('close', (code) => {
      clearTimeout(timer)
      resolve({ code, output, errors, late })
    })
  })
