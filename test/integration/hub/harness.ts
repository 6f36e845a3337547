import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { afterEach, expect } from 'vitest'
import type { HubAccessOptions } from '../../../src/adapters/hub/access.ts'
import type { DownloadResult } from '../../../src/core/contract/download.ts'
import { toMergescopeError } from '../../../src/core/errors.ts'
import type { RunEvent } from '../../../src/core/events.ts'
import { parseModelRef, pathsOf } from '../../../src/core/model-ref.ts'
import { downloadStage } from '../../../src/steps/hub/download.ts'
import { type LocalHub, type LocalHubOptions, startLocalHub } from '../../support/local-hub/start.ts'
import type { Content } from '../../support/local-hub/store.ts'

/** Bytes that compress badly and are the same in every run. */
export function noise(size: number, seed: number): Buffer {
  const blocks: Buffer[] = []
  for (let made = 0; made < size; made += 64)
    blocks.push(createHash('sha512').update(`${seed} ${made}`).digest())
  return Buffer.concat(blocks).subarray(0, size)
}

export const weights = noise(300_000, 1)
export const config = Buffer.from('{"architectures":["LlamaForCausalLM"],"note":"grüße"}')
export const donor: Readonly<Record<string, Content>> = {
  'config.json': config,
  'model.safetensors': weights,
  'README.md': '# not needed',
  'pytorch_model.bin': noise(1000, 2),
}

/** Limits short enough for a test: what is 30 s for a user is a fraction of one here. */
export const quick: Pick<HubAccessOptions, 'limits' | 'retry'> = {
  limits: { connect: 2000, headers: 700, stall: 400, answer: 500, pages: 20, staleLock: 3000 },
  retry: { tries: 3, firstDelaySeconds: 0.01, longestDelaySeconds: 0.05, longestWaitSeconds: 3 },
}

export interface Attempt {
  readonly result: DownloadResult | null
  readonly code: string | null
  readonly message: string
  readonly hint: string
  readonly events: readonly RunEvent[]
}

export interface Bench {
  readonly hub: LocalHub
  readonly cache: string
  /** One try at downloading, in this process. */
  download(refs?: readonly string[], extra?: Partial<HubAccessOptions>, onEvent?: OnEvent): Promise<Attempt>
}

type OnEvent = (event: RunEvent) => void | Promise<void>

const open: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of open.splice(0)) await close()
})

/** A local Hub and an empty cache, both gone after the test; nothing wrong may then have a final name. */
export async function bench(options: Partial<LocalHubOptions> = {}): Promise<Bench> {
  const hub = await startLocalHub({ repos: { 'org/a': { files: donor } }, ...options })
  const home = await mkdtemp(join(tmpdir(), 'mergescope-hub-'))
  const cache = join(home, 'hub')
  open.push(async () => {
    await hub.close()
    expectNothingWrong(cache)
    await rm(home, { recursive: true, force: true })
  })
  return {
    hub,
    cache,
    download: async (refs = ['org/a'], extra = {}, onEvent = () => {}) => {
      const env = { HF_ENDPOINT: hub.url, HOME: home, ...extra.env }
      return attempt(refs, { ...quick, cache, ...extra, env }, onEvent)
    },
  }
}

export async function attempt(
  refs: readonly string[],
  hub: HubAccessOptions,
  onEvent: OnEvent = () => {},
): Promise<Attempt> {
  const events: RunEvent[] = []
  try {
    const stage = downloadStage({ models: pathsOf(refs.map(parseModelRef)), hub })
    for (;;) {
      const { done, value } = await stage.next()
      if (done) return { result: value, code: null, message: '', hint: '', events }
      events.push(value)
      await onEvent(value)
    }
  } catch (thrown) {
    const { code, message, hint = '' } = toMergescopeError(thrown)
    return { result: null, code, message, hint, events }
  }
}

/** Every file with a final name in the cache has the bytes that its name promises. */
export function expectNothingWrong(cache: string): void {
  for (const repository of list(cache).filter((name) => name.startsWith('models--'))) {
    const blobs = join(cache, repository, 'blobs')
    for (const blob of list(blobs).filter((name) => /^[0-9a-f]+$/.test(name)))
      expect(digestLike(blob, readFileSync(join(blobs, blob))), `${repository} ${blob}`).toBe(blob)
    for (const path of list(join(cache, repository, 'snapshots'), true))
      expect(basename(path), 'no draft is left').not.toMatch(/\.tmp$/)
  }
}

function list(folder: string, recursive = false): string[] {
  if (!existsSync(folder) || !statSync(folder).isDirectory()) return []
  return readdirSync(folder, { recursive }) as string[]
}

function digestLike(name: string, bytes: Buffer): string {
  if (name.length === 64) return createHash('sha256').update(bytes).digest('hex')
  return createHash('sha1').update(`blob ${bytes.length}\0`).update(bytes).digest('hex')
}

/** The snapshot of the attempt holds exactly these files with exactly these bytes. */
export function expectWhole(attempt: Attempt, files: Readonly<Record<string, Buffer>>, index = 0): void {
  expect(attempt.code, attempt.message).toBeNull()
  const { folder } = attempt.result!.models[index]!
  expect(list(folder, true).sort()).toEqual(Object.keys(files).sort())
  for (const [path, bytes] of Object.entries(files))
    expect(readFileSync(join(folder, path)).equals(bytes), path).toBe(true)
}

export const wholeDonor = { 'config.json': config, 'model.safetensors': weights }

export const blobsOf = (cache: string, repository = 'org/a'): string[] =>
  list(join(cache, `models--${repository.replace('/', '--')}`, 'blobs'))
