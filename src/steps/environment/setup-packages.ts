import { type CommandOptions, pythonCommand } from '../../adapters/python/command.ts'
import { askEnvironment } from '../../adapters/python/environment.ts'
import { nvidiaGpus } from '../../adapters/python/gpu.ts'
import { bundledWheels, localWheels, requirementsFolder } from '../../adapters/python/locks.ts'
import { pip } from '../../adapters/python/pip.ts'
import { MergescopeError } from '../../core/errors.ts'
import type { SetupEvent, SetupStep, TorchBuild } from '../../core/setup/events.ts'
import { torchWheels } from '../../core/setup/requirements.ts'

export interface Target extends CommandOptions {
  readonly python: string
  /** `3.12.4` */
  readonly version: string
}

type Events<Result = void> = AsyncGenerator<SetupEvent, Result, void>

/** Installs a lock exactly as it stands: every file has to have one of its hashes, nothing else comes along. */
export async function* installLocked(step: SetupStep, lock: string, target: Target): Events {
  yield* install(step, ['--require-hashes', '--no-deps', '-r', lock], target)
}

/**
 * Installs torch in the build that was asked for. `auto`: a wheel in PIP_FIND_LINKS or in the bundled folder wins
 * (pip prefers it, a local version such as `+cpu` counts as newer), else what the index has: on Linux that is CUDA.
 */
export async function* installTorch(version: string, build: 'auto' | TorchBuild, target: Target): Events {
  const wheels = torchWheels(await localWheels(target.env), version, target.version)
  const gpus = await nvidiaGpus(target.env)
  if (build === 'auto' && wheels.length === 0 && gpus.length === 0 && process.platform === 'linux')
    yield {
      event: 'setup-note',
      text: 'no NVIDIA GPU is here, but the index has torch for Linux with CUDA only (several GB); a folder with a CPU wheel in PIP_FIND_LINKS makes it smaller',
    }
  // `===` compares the text: it shuts out the CPU wheels of a local folder, whose version has a suffix.
  const wanted = { auto: `torch==${version}`, cpu: `torch==${version}+cpu`, cuda: `torch===${version}` }
  yield* install('torch', [wanted[build]], target)
}

async function* install(step: SetupStep, args: readonly string[], target: Target): Events {
  const wheels = bundledWheels()
  const flags = ['--no-compile', ...(step === 'pip' ? [] : ['--progress-bar', 'raw'])]
  const from = wheels ? ['--find-links', wheels] : []
  let item = ''
  let installing: number | null = null
  let before = 0
  for await (const line of pip(target.python, ['install', ...flags, ...from, ...args], target)) {
    switch (line.kind) {
      case 'package':
        break
      case 'file':
        item = line.file
        yield { event: 'setup-file', step, file: line.file, size: line.size }
        break
      case 'bytes':
        yield { event: 'setup-progress', step, item, done: line.done, total: line.total, unit: 'bytes' }
        break
      case 'installing':
        installing = line.packages
        break
      case 'installed':
        if (installing === null) before = line.packages
        else
          yield {
            event: 'setup-progress',
            step,
            item: 'installing',
            done: Math.min(line.packages - before, installing),
            total: installing,
            unit: 'packages',
          }
    }
  }
}

/**
 * Imports what merges and checks import, so that the bytecode of all that lies there: who may not write it later, or is
 * told not to, would compile thousands of files at each start. What cannot be imported is `doctor`'s to tell.
 */
async function compileImports({ python, env, signal }: Target): Promise<void> {
  const { PYTHONDONTWRITEBYTECODE: _ours, ...writing } = env
  const code =
    'from mergescope.merge.imports import imports; imports(); import mergekit.merge, peft, transformers.modeling_utils'
  await pythonCommand(python, { code }, [], { env: writing, signal, first: requirementsFolder })
  signal.throwIfAborted()
}

/** Sees that what pip put there fits together and that torch can be imported. */
export async function checkEnvironment(target: Target): Promise<{ torch: string | null; build: TorchBuild }> {
  for await (const _line of pip(target.python, ['check'], target)) {
    // It prints what is wrong to stdout and fails; there is no progress to show.
  }
  const { torch } = await askEnvironment(target.python, { ...target, torch: true })
  if (torch?.error)
    throw new MergescopeError('setup-failed', `torch is installed but cannot be imported: ${torch.error}`, {
      hint: 'on Windows install the Visual C++ runtime; elsewhere run `mergescope setup --again`',
    })
  await compileImports(target)
  return { torch: torch?.version ?? null, build: torch?.cuda ? 'cuda' : 'cpu' }
}
