import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { setTimeout as sleep } from 'node:timers/promises'
import { startLocalHub } from '../../support/local-hub/start.ts'
import { repositoryRoot } from '../../support/python.ts'
import { attempt, config, expectNothingWrong, expectWhole, noise, quick } from './harness.ts'

export interface Child {
  readonly process: ChildProcess
  readonly stdout: () => string
  readonly stderr: () => string
  /** Resolves with the exit code. */
  readonly exit: Promise<number | null>
}

/** `mergescope download` as a user runs it. */
export function startDownload(args: readonly string[], env: Readonly<Record<string, string>>): Child {
  const child = spawn(process.execPath, ['--import', 'tsx', 'src/main.ts', 'download', ...args], {
    cwd: repositoryRoot,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env.PATH ?? '', ...env },
  })
  let stdout = ''
  let stderr = ''
  child.stdout.on('data', (chunk: Buffer) => {
    stdout += chunk.toString()
  })
  child.stderr.on('data', (chunk: Buffer) => {
    stderr += chunk.toString()
  })
  const exit = once(child, 'close').then(([code]) => code as number | null)
  return { process: child, stdout: () => stdout, stderr: () => stderr, exit }
}

/** Numbers in [0, 1) that are the same for the same seed. */
function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
}

const files = {
  'config.json': config,
  'model-1.safetensors': noise(900_000, 11),
  'model-2.safetensors': noise(700_000, 12),
  'model.safetensors.index.json': Buffer.from(
    JSON.stringify({ weight_map: { a: 'model-1.safetensors', b: 'model-2.safetensors' } }),
  ),
}

/**
 * Kills a download with -9 after a random time, `times` times. After each kill nothing wrong may stand under
 * a final name; half of the time the next one starts from what is there, otherwise from nothing. In the end it
 * finishes right.
 */
export async function killAndFinish(times: number, seed: number): Promise<void> {
  const random = seeded(seed)
  const hub = await startLocalHub({
    repos: { 'org/a': { files } },
    faults: [{ kind: 'slow', at: 'cdn', value: 12_000 }],
  })
  const home = await mkdtemp(join(tmpdir(), 'mergescope-kill-'))
  const cache = join(home, 'hub')
  const env = { HOME: home, HF_ENDPOINT: hub.url, HF_HUB_CACHE: cache }
  try {
    for (let kill = 0; kill < times; kill++) {
      if (random() < 0.5) await rm(cache, { recursive: true, force: true })
      const child = startDownload(['org/a', '--json'], env)
      await once(child.process.stdout!, 'data')
      await sleep(random() * 1300)
      child.process.kill('SIGKILL')
      await child.exit
      expectNothingWrong(cache)
    }
    hub.setFaults([])
    expectWhole(await attempt(['org/a'], { ...quick, cache, env }), files)
    expectNothingWrong(cache)
  } finally {
    await hub.close()
    await rm(home, { recursive: true, force: true })
  }
}
