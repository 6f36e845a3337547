import { readFile } from 'node:fs/promises'
import { type Lock, takeLock } from '../../adapters/files/lock/lock.ts'
import { freeBytes } from '../../adapters/files/path/space.ts'
import { askEnvironment } from '../../adapters/python/environment.ts'
import { findPython } from '../../adapters/python/find-python.ts'
import { managedEnvironment, pythonOf, resolvePython } from '../../adapters/python/interpreter.ts'
import {
  fingerprint,
  type Locks,
  locksIn,
  requirementsFolder,
  torchVersion,
} from '../../adapters/python/locks.ts'
import { makeVenv } from '../../adapters/python/pip.ts'
import { type ReadyMark, readMark, removeMark, writeMark } from '../../adapters/python/ready-mark.ts'
import { MergescopeError } from '../../core/errors.ts'
import type { OptionalPart, SetupEvent, SetupResult, SetupStep, TorchBuild } from '../../core/setup/events.ts'
import { lockedVersions } from '../../core/setup/requirements.ts'
import { formatBytes } from '../../core/text/units.ts'
import { tellWaiting } from '../common/tell-waiting.ts'
import { checkEnvironment, installLocked, installTorch } from './setup-packages.ts'

export interface SetupOptions {
  readonly env: NodeJS.ProcessEnv
  readonly signal: AbortSignal
  readonly torch: 'auto' | TorchBuild
  /** Also what the project's own tests need. */
  readonly tests: boolean
  /** Optional parts that are wanted as well. */
  readonly with?: readonly OptionalPart[]
  /** Make it anew even when it is whole. */
  readonly again: boolean
  /** Another folder than the managed one. */
  readonly folder?: string
  /** Other locks than those of the default environment. */
  readonly locks?: Locks
}

/** The interpreter that the user named (--python, MERGESCOPE_PYTHON); null where the managed one is meant. */
export function namedPython(option: string | undefined, env: NodeJS.ProcessEnv): string | null {
  return option || env.MERGESCOPE_PYTHON ? resolvePython(option, env).path : null
}

/** The locks of another environment that `python/` has one for, such as that of an older mergekit. */
export const lockByName = (name: string): Locks => locksIn(requirementsFolder, name)

type Events<Result> = AsyncGenerator<SetupEvent, Result, void>

const gigabyte = 1024 ** 3

/**
 * Makes the managed Python environment, or leaves it when it is whole. A half-made one (no mark), one of another lock
 * and one that lacks a package are made anew; pip's own cache keeps that cheap. One process at a time.
 * @throws MergescopeError python-not-found, python-unsupported, setup-failed, disk-full
 */
export async function* setup(options: SetupOptions): Events<SetupResult> {
  const folder = options.folder ?? managedEnvironment(options.env)
  const locks = options.locks ?? locksIn(requirementsFolder)
  const began = performance.now()
  const result = (mark: ReadyMark, made: boolean): SetupResult => ({
    python: pythonOf(folder),
    folder,
    made,
    torch: mark.torch,
    seconds: (performance.now() - began) / 1000,
  })
  const look = async () => (options.again ? null : await wholeMark(folder, locks, options))
  const ready = await look()
  if (ready && (await lacking(ready, locks, options)).length === 0) return result(ready, false)
  const turn = `${folder}.lock`
  const lock = yield* tellWaiting<SetupEvent, Lock>((tell) =>
    takeLock(turn, {
      signal: options.signal,
      onWait: (owner) => tell({ event: 'setup-note', text: waiting[owner] }),
    }),
  )
  try {
    const there = await look()
    const mark = there ?? (yield* make(folder, locks, options))
    const extras = await lacking(mark, locks, options)
    if (extras.length === 0) return result(mark, there === null)
    return result(yield* addExtras(folder, mark, extras, locks, options), true)
  } finally {
    await lock.release()
  }
}

const waiting = {
  alive: 'another set-up is under way; waiting for it',
  silent: 'another set-up has left its lock; waiting for a sign of life, a minute at most',
}

/** Whether the managed environment is there, whole and of today's lock. */
export async function isWhole(env: NodeJS.ProcessEnv, signal: AbortSignal): Promise<boolean> {
  const options = { env, signal, torch: 'auto', tests: false, again: false } as const
  return (await wholeMark(managedEnvironment(env), locksIn(requirementsFolder), options)) !== null
}

/** The mark of an environment of today's lock that still has everything; else null. */
async function wholeMark(folder: string, locks: Locks, options: SetupOptions): Promise<ReadyMark | null> {
  const mark = await readMark(folder)
  if (!mark || mark.lock !== (await mainFingerprint(locks))) return null
  if (options.torch !== 'auto' && options.torch !== mark.build) return null
  const facts = await askEnvironment(pythonOf(folder), { env: options.env, signal: options.signal }).catch(
    () => null,
  )
  if (!facts) return null
  const wanted = lockedVersions(await readFile(locks.packages, 'utf8'), facts.python, process.platform)
  const same = [...wanted].every(([name, version]) => facts.packages[name] === version)
  return same && (mark.torch === null || facts.packages.torch === mark.torch) ? mark : null
}

/** What may lie on top of a whole environment, and what set-up calls it. */
const extras: Readonly<Record<Extra, string>> = {
  tests: 'pytest and ruff',
  ray: 'Ray',
  'object-storage': 'what reads object storage',
}
type Extra = 'tests' | OptionalPart

/** What was asked for and is not there as its lock has it. */
async function lacking(mark: ReadyMark, locks: Locks, options: SetupOptions): Promise<Extra[]> {
  const missing: Extra[] = []
  const wanted: Extra[] = [...(options.tests ? (['tests'] as const) : []), ...(options.with ?? [])]
  for (const extra of wanted) if (mark[extra] !== (await fingerprint([locks[extra]]))) missing.push(extra)
  return missing
}

const mainFingerprint = (locks: Locks) => fingerprint([locks.pip, locks.packages, locks.torch])

async function* make(folder: string, locks: Locks, options: SetupOptions): Events<ReadyMark> {
  const free = await freeBytes(folder)
  if (free !== null && free < 2 * gigabyte)
    throw new MergescopeError('disk-full', `only ${formatBytes(free)} are free for ${folder}`, {
      hint: 'make room and run it again: the environment needs 2 GB with a CPU build of torch, 8 GB with CUDA',
    })
  const system = await findPython(options.env, options.signal)
  const target = { python: pythonOf(folder), version: system.version, ...options }
  const version = await torchVersion(locks.torch)
  yield* timed('environment', `Python ${system.version} in ${folder}`, async () => {
    await removeMark(folder)
    await makeVenv(system.path, folder, options)
  })
  yield* timed('pip', 'pip itself', () => installLocked('pip', locks.pip, target))
  yield* timed('packages', 'mergekit and what it needs', () =>
    installLocked('packages', locks.packages, target),
  )
  if (version) yield* timed('torch', `torch ${version}`, () => installTorch(version, options.torch, target))
  const checked = yield* timed('check', 'checking that it fits together', () => checkEnvironment(target))
  const mark: ReadyMark = {
    lock: await mainFingerprint(locks),
    tests: null,
    python: system.version,
    ...checked,
  }
  await writeMark(folder, mark)
  return mark
}

/** Puts what was asked for on top of a whole environment. */
async function* addExtras(
  folder: string,
  mark: ReadyMark,
  wanted: readonly Extra[],
  locks: Locks,
  options: SetupOptions,
): Events<ReadyMark> {
  const target = { python: pythonOf(folder), version: mark.python, env: options.env, signal: options.signal }
  let more = mark
  for (const extra of wanted) {
    yield* timed(extra, extras[extra], () => installLocked(extra, locks[extra], target))
    more = { ...more, [extra]: await fingerprint([locks[extra]]) }
    await writeMark(folder, more)
  }
  return more
}

async function* timed<Result>(
  step: SetupStep,
  title: string,
  work: () => Events<Result> | Promise<Result>,
): Events<Result> {
  const began = performance.now()
  yield { event: 'setup-step', step, title }
  const under = work()
  const result = under instanceof Promise ? await under : yield* under
  yield { event: 'setup-finished', step, seconds: (performance.now() - began) / 1000 }
  return result
}
