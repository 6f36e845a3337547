import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { describe, expect, it } from 'vitest'
import { MergescopeError } from '../../../src/core/errors.ts'
import { listCache } from '../../../src/steps/hub/cache.ts'
import { downloadStage } from '../../../src/steps/hub/download.ts'
import { bench, blobsOf, config, donor, expectWhole, noise, quick, weights, wholeDonor } from './harness.ts'

const blobOf = (cache: string) =>
  join(cache, 'models--org--a', 'blobs', blobsOf(cache).find((name) => name.length === 64)!)

describe('the cache', () => {
  it('gives what it holds without a byte over the network, checked', async () => {
    const at = await bench()
    await at.download()
    at.hub.log.length = 0
    const again = await at.download()
    expectWhole(again, wholeDonor)
    expect(again.result!.transferredBytes).toBe(0)
    expect(again.result!.models[0]!.files.map(({ outcome }) => outcome)).toEqual(['cached', 'cached'])
    expect(at.hub.log.filter(({ url }) => url.includes('/resolve'))).toEqual([])
  })

  it('with a rotten blob is mended', async () => {
    const at = await bench()
    await at.download()
    const rotten = Buffer.from(weights)
    rotten[77]! ^= 1
    writeFileSync(blobOf(at.cache), rotten)
    const attempt = await at.download()
    expectWhole(attempt, wholeDonor)
    expect(attempt.events.some((event) => event.event === 'log' && event.message.includes('damaged'))).toBe(
      true,
    )
  })

  it('with a rotten blob is named when offline, and nothing is removed', async () => {
    const at = await bench()
    await at.download()
    const blob = blobOf(at.cache)
    const rotten = Buffer.from(weights)
    rotten[77]! ^= 1
    writeFileSync(blob, rotten)
    const { code, hint } = await at.download(['org/a'], { offline: true })
    expect(code).toBe('cache-damaged')
    expect(hint).toContain('--offline')
    expect(readFileSync(blob).equals(rotten)).toBe(true)
    expectWhole(await at.download(), wholeDonor)
  })

  it('that is cut off in mid-blob is mended', async () => {
    const at = await bench()
    await at.download()
    writeFileSync(blobOf(at.cache), weights.subarray(0, 1000))
    expectWhole(await at.download(), wholeDonor)
  })

  it('answers offline, by --offline and by HF_HUB_OFFLINE, and asks nobody', async () => {
    const at = await bench()
    await at.download()
    at.hub.log.length = 0
    expectWhole(await at.download(['org/a'], { offline: true }), wholeDonor)
    expectWhole(
      await at.download(['org/a'], { env: { HF_ENDPOINT: at.hub.url, HF_HUB_OFFLINE: '1' } }),
      wholeDonor,
    )
    expect(at.hub.log).toEqual([])
  })

  it('answers when the Hub cannot be reached', async () => {
    const at = await bench()
    await at.download()
    const attempt = await at.download(['org/a'], { env: { HF_ENDPOINT: 'http://127.0.0.1:1' } })
    expectWhole(attempt, wholeDonor)
    expect(attempt.events[0]).toMatchObject({ event: 'log', level: 'warning' })
  })

  it('that lacks a shard counts as empty when offline', async () => {
    const shards = { 'model-1.safetensors': noise(5000, 4), 'model-2.safetensors': noise(5000, 5) }
    const weight_map = { a: 'model-1.safetensors', b: 'model-2.safetensors' }
    const index = Buffer.from(JSON.stringify({ weight_map }))
    const files = { 'config.json': config, 'model.safetensors.index.json': index, ...shards }
    const at = await bench({ repos: { 'org/a': { files } } })
    const attempt = await at.download()
    expectWhole(attempt, files)
    rmSync(join(attempt.result!.models[0]!.folder, 'model-2.safetensors'))
    expect((await at.download(['org/a'], { offline: true })).code).toBe('hub-offline')
  })

  it('is named when it is empty and the machine is offline', async () => {
    const { download, hub } = await bench()
    const { code, hint } = await download(['org/a'], { offline: true })
    expect(code).toBe('hub-offline')
    expect(hint).toContain('mergescope download org/a')
    expect(hub.log).toEqual([])
  })

  it('that cannot be written to is named', async () => {
    const at = await bench()
    mkdirSync(at.cache)
    chmodSync(at.cache, 0o500)
    // Root may write everywhere but in the kernel's own folders.
    const cache = process.getuid?.() === 0 ? '/sys/mergescope' : at.cache
    const { code, hint } = await at.download(['org/a'], { cache })
    expect(code).toBe('path-unusable')
    expect(hint).toContain('--cache')
    chmodSync(at.cache, 0o700)
  })

  it('on a full disk keeps what it has, and goes on later', async () => {
    const at = await bench()
    const blobs = join(at.cache, 'models--org--a', 'blobs')
    mkdirSync(blobs, { recursive: true })
    const listing = await fetch(`${at.hub.url}/api/models/org/a/tree/${at.hub.commit('org/a')}`)
    const entries = (await listing.json()) as { lfs?: { oid: string } }[]
    const part = join(blobs, `${entries.find(({ lfs }) => lfs)!.lfs!.oid}.part`)
    // Every write to this device fails as on a full disk.
    symlinkSync('/dev/full', part)
    const { code, hint } = await at.download()
    expect(code).toBe('disk-full')
    expect(hint).toContain('--cache')
    rmSync(part)
    expectWhole(await at.download(), wholeDonor)
  })

  it('on a disk that is too small is named before anything is downloaded', async () => {
    const at = await bench()
    const listing = await fetch(`${at.hub.url}/api/models/org/a/tree/${at.hub.commit('org/a')}`)
    const entries = (await listing.json()) as { lfs?: { size: number } }[]
    for (const { lfs } of entries) if (lfs) lfs.size = 1e15
    at.hub.setFaults([{ kind: 'json', at: 'tree', value: entries }])
    at.hub.log.length = 0
    const { code, message, hint } = await at.download()
    expect(code).toBe('disk-full')
    expect(message).toMatch(/1.00 PB are still to be downloaded/)
    expect(hint).toContain('mergescope cache')
    expect(at.hub.log.filter(({ url }) => url.includes('/resolve/'))).toEqual([])
  })

  it('takes only what a merge needs', async () => {
    const extra = {
      'original/model.safetensors': noise(100, 6),
      'consolidated.safetensors': noise(100, 7),
      'model.gguf': noise(100, 8),
      'onnx/model.onnx': noise(100, 9),
      'optimizer.pt': noise(100, 10),
      'modeling_custom.py': 'print()',
    }
    const needed = { 'tokenizer.json': Buffer.from('{"a":1}'), 'chat_template.jinja': Buffer.from('{{ x }}') }
    const at = await bench({ repos: { 'org/a': { files: { ...donor, ...extra, ...needed } } } })
    expectWhole(await at.download(), { ...wholeDonor, ...needed })
  })

  it('takes pickles only when they are asked for', async () => {
    const files = { 'config.json': config, 'pytorch_model.bin': noise(1000, 2) }
    const at = await bench({ repos: { 'org/a': { files } } })
    expect((await at.download()).result!.models[0]!.files.map(({ path }) => path)).toEqual(['config.json'])
    expectWhole(await at.download(['org/a'], { allowPickle: true }), files)
  })
})

it('what a run reads is noted, and told while its folder is there', async () => {
  const at = await bench()
  const output = join(at.cache, '..', 'merged')
  const env = { HF_ENDPOINT: at.hub.url, HOME: at.cache }
  const stage = downloadStage({
    models: [{ path: 'org/a', revision: null }],
    hub: { ...quick, cache: at.cache, env },
    usedBy: [output],
  })
  while (!(await stage.next()).done);
  const needed = async () =>
    (await listCache({ env, cache: at.cache })).models.map(({ neededBy }) => neededBy)
  expect(await needed()).toEqual([[]])
  mkdirSync(output)
  expect(await needed()).toEqual([[output]])
})

describe('revisions', () => {
  it('are pinned: a branch that moves in mid-download does not mix two commits', async () => {
    const at = await bench()
    const first = at.hub.commit('org/a')
    let moved = false
    const attempt = await at.download(['org/a'], { parallel: 1 }, async () => {
      if (moved) return
      moved = true
      await at.hub.push('org/a', { 'config.json': '{"new":1}', 'model.safetensors': noise(300_000, 9) })
    })
    expectWhole(attempt, wholeDonor)
    expect(attempt.result!.models[0]!.commit).toBe(first)
    const later = await at.download()
    expect(later.result!.models[0]!.commit).toBe(at.hub.commit('org/a'))
    expectWhole(later, { 'config.json': Buffer.from('{"new":1}'), 'model.safetensors': noise(300_000, 9) })
  })

  it('are branches, tags with a slash, or commits', async () => {
    const at = await bench()
    const old = at.hub.commit('org/a')
    await at.hub.push('org/a', { 'config.json': '{}', 'model.safetensors': noise(100, 1) }, 'refs/pr/1')
    await at.hub.push('org/a', { 'config.json': '{"main":2}', 'model.safetensors': noise(100, 2) })
    expectWhole(await at.download(['org/a@refs/pr/1']), {
      'config.json': Buffer.from('{}'),
      'model.safetensors': noise(100, 1),
    })
    expectWhole(await at.download([`org/a@${old}`]), wholeDonor)
    expect(readFileSync(join(at.cache, 'models--org--a/refs/refs/pr/1'), 'utf8')).toBe(
      at.hub.commit('org/a', 'refs/pr/1'),
    )
    expect(existsSync(join(at.cache, 'models--org--a/refs', old))).toBe(false)
  })

  it('that do not exist are named, as is a model that does not', async () => {
    const at = await bench()
    expect((await at.download(['org/a@nope'])).code).toBe('hub-revision-not-found')
    expect((await at.download(['org/nope'])).code).toBe('hub-not-found')
    expect((await at.download(['./nope'])).code).toBe('model-not-found')
  })
})

describe('gated models', () => {
  it('are named without a token and open with one', async () => {
    const at = await bench({ token: 'hf_t', repos: { 'org/a': { files: donor, gated: true } } })
    const { code, hint } = await at.download()
    expect(code).toBe('hub-gated')
    expect(hint).toContain('HF_TOKEN')
    expectWhole(
      await at.download(['org/a'], { env: { HF_ENDPOINT: at.hub.url, HF_TOKEN: 'hf_t' } }),
      wholeDonor,
    )
  })
})

describe('several models', () => {
  it('come at once, each whole, in the order in which they were named', async () => {
    const names = ['org/a', 'org/b', 'org/c']
    const repos = Object.fromEntries(
      names.map((name, seed) => [
        name,
        { files: { 'config.json': `{"n":"${name}"}`, 'model.safetensors': noise(200_000, seed) } },
      ]),
    )
    const at = await bench({ repos, pageSize: 1 })
    const attempt = await at.download(['org/c', 'org/a', 'org/b', 'org/a'])
    expect(attempt.result!.models.map(({ ref }) => ref)).toEqual(['org/c', 'org/a', 'org/b'])
    for (const [index, name] of ['org/c', 'org/a', 'org/b'].entries())
      expectWhole(
        attempt,
        {
          'config.json': Buffer.from(`{"n":"${name}"}`),
          'model.safetensors': noise(200_000, names.indexOf(name)),
        },
        index,
      )
  })

  it('come four files at a time', async () => {
    const weight_map = Object.fromEntries([1, 2, 3, 4, 5, 6, 7].map((n) => [n, `model-${n}.safetensors`]))
    const shards = Object.values(weight_map).map((name, seed) => [name, noise(60_000, 30 + seed)])
    const files = { 'model.safetensors.index.json': JSON.stringify({ weight_map }) }
    const at = await bench({
      repos: { 'org/a': { files: { ...files, ...Object.fromEntries(shards) } } },
      faults: [{ kind: 'slow', at: 'cdn', value: 1500 }],
    })
    const underWay = new Set<string>()
    let most = 0
    const attempt = await at.download(['org/a'], {}, (event) => {
      if (event.event !== 'stage-progress' || event.progress.lane === undefined) return
      const { lane, done, total } = event.progress
      if (done === total) underWay.delete(lane)
      else underWay.add(lane)
      most = Math.max(most, underWay.size)
    })
    expect(attempt.code).toBeNull()
    expect(most).toBeGreaterThan(1)
    expect(most).toBeLessThanOrEqual(4)
  })

  it('stop with the first error, and say which', async () => {
    const at = await bench({ repos: { 'org/a': { files: donor }, 'org/b': { files: donor } } })
    const { code, message } = await at.download(['org/a', 'org/zzz', 'org/b'])
    expect(code).toBe('hub-not-found')
    expect(message).toContain('org/zzz')
    expect(existsSync(at.cache)).toBe(false)
  })

  it('stop when they are cancelled, and go on later', async () => {
    const at = await bench({ faults: [{ kind: 'slow', at: 'cdn', value: 2000 }] })
    const stop = new AbortController()
    const attempt = await at.download(['org/a'], { signal: stop.signal }, (event) => {
      if (event.event === 'stage-progress' && event.progress.done > 20_000)
        stop.abort(new MergescopeError('cancelled', 'cancelled'))
    })
    expect(attempt.code).toBe('cancelled')
    at.hub.setFaults([])
    const again = await at.download()
    expectWhole(again, wholeDonor)
    expect(again.result!.models[0]!.files.at(-1)!.outcome).toBe('resumed')
  })
})

describe('progress', () => {
  it('tells bytes, rate and remaining time, of each file and of all', async () => {
    const at = await bench({ faults: [{ kind: 'slow', at: 'cdn', value: 3000 }] })
    const { events } = await at.download()
    const progress = events.flatMap((event) => (event.event === 'stage-progress' ? [event.progress] : []))
    const file = progress.filter(({ lane, done }) => lane === 'org/a/model.safetensors' && done > 0)
    const all = progress.filter(({ lane, done }) => lane === undefined && done > 0)
    for (const kind of [file, all]) {
      expect(kind.length).toBeGreaterThan(1)
      expect(
        kind.some(({ bytesPerSecond, remainingSeconds }) => bytesPerSecond! > 0 && remainingSeconds! > 0),
      ).toBe(true)
    }
    expect(all.at(-1)!.done).toBe(weights.length + config.length)
    expect(all.at(-1)!.total).toBe(weights.length + config.length)
    expect(file.at(-1)!.item).toBe('downloaded, verified')
  })
})
