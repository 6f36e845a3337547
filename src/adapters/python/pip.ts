import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { MergescopeError } from '../../core/errors.ts'
import { type PipLine, parsePipLine, pipFailure } from '../../core/setup/pip-output.ts'
import { type CommandOptions, pythonCommand } from './command.ts'

const pollMs = 700

/** Runs pip and yields what its lines say; while it is silent (it installs), how many packages are there. */
export async function* pip(
  python: string,
  args: readonly string[],
  { env, signal }: CommandOptions,
): AsyncGenerator<PipLine | { kind: 'installed'; packages: number }, void, void> {
  const running = pythonCommand(python, { module: 'pip' }, args, { env, signal })
  const lines = running[Symbol.asyncIterator]()
  let next = lines.next()
  for (;;) {
    const line = await Promise.race([next, sleep(pollMs)])
    if (!line) {
      yield { kind: 'installed', packages: await countPackages(python) }
      continue
    }
    if (line.done) break
    next = lines.next()
    const said = parsePipLine(line.value)
    if (said) yield said
  }
  const ended = await running
  signal.throwIfAborted()
  if (ended.exitCode === 0) return
  throw new MergescopeError('setup-failed', `pip failed: ${pipFailure(ended.stderr)}`, {
    hint: 'check that the package index can be reached and the disk has room, then run `mergescope setup` again',
    context: { exitCode: ended.exitCode },
  })
}

/** Makes an empty environment, or empties the one that is there. */
export async function makeVenv(python: string, folder: string, options: CommandOptions): Promise<void> {
  const ended = await pythonCommand(python, { module: 'venv' }, ['--clear', folder], options)
  options.signal.throwIfAborted()
  if (ended.exitCode === 0) return
  const why = `${ended.stderr}\n${ended.stdout}`.trim().split('\n').at(-1)
  throw new MergescopeError('setup-failed', `${python} cannot make an environment in ${folder}: ${why}`, {
    hint: 'check that the folder can be written to and that Python has its venv module (apt install python3-venv)',
  })
}

async function countPackages(python: string): Promise<number> {
  const environment = join(python, '..', '..')
  const roots =
    process.platform === 'win32' ? [join(environment, 'Lib')] : await list(join(environment, 'lib'))
  for (const root of roots) {
    const names = await list(join(root, 'site-packages'))
    if (names.length > 0) return names.filter((name) => name.endsWith('.dist-info')).length
  }
  return 0
}

async function list(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch(() => [])
  return names.map((name) => join(folder, name))
}
