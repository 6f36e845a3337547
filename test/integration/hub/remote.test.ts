import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { hubAccess } from '../../../src/adapters/hub/access.ts'
import { openHubClient } from '../../../src/adapters/hub/client.ts'
import { openModel } from '../../../src/adapters/hub/open-model.ts'
import { parseModelRef } from '../../../src/core/model-ref.ts'
import { startProxy } from '../../support/local-hub/proxy.ts'
import { type Bench, bench, config, donor, expectWhole, quick, weights, wholeDonor } from './harness.ts'

const closing: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0)) await close()
})

async function open(at: Bench, ref = 'org/a', offline = false) {
  const client = openHubClient(
    await hubAccess({ ...quick, env: { HF_ENDPOINT: at.hub.url, HOME: at.cache }, cache: at.cache, offline }),
  )
  closing.push(client.close)
  return openModel(client, parseModelRef(ref).model)
}

describe('a model on the Hub', () => {
  it('is read in ranges: only the bytes that were asked for come', async () => {
    const at = await bench()
    const files = await open(at)
    expect(files.commit).toBe(at.hub.commit('org/a'))
    const listed = await files.list()
    expect(listed.map(({ path, size }) => [path, size])).toContainEqual(['model.safetensors', weights.length])
    expect(listed.find(({ path }) => path === 'model.safetensors')!.sha256).toMatch(/^[0-9a-f]{64}$/)
    at.hub.log.length = 0
    const bytes = await files.read('model.safetensors', 1000, 1100)
    expect(Buffer.from(bytes).equals(weights.subarray(1000, 1100))).toBe(true)
    expect(at.hub.log.map(({ range }) => range)).toEqual(['bytes=1000-1099', 'bytes=1000-1099'])
    const tail = await files.read('model.safetensors', weights.length - 10, weights.length + 50)
    expect(Buffer.from(tail).equals(weights.subarray(-10))).toBe(true)
    expect((await files.read('model.safetensors', 5, 5)).length).toBe(0)
  })

  it('gives whole small files, checked, and refuses large ones before reading', async () => {
    const at = await bench()
    const files = await open(at)
    expect(Buffer.from(await files.readAll('config.json', 1000)).equals(config)).toBe(true)
    at.hub.log.length = 0
    await expect(files.readAll('model.safetensors', 1000)).rejects.toMatchObject({ code: 'file-unreadable' })
    await expect(files.read('nope', 0, 1)).rejects.toMatchObject({ code: 'file-unreadable' })
    expect(at.hub.log).toEqual([])
    at.hub.setFaults([{ kind: 'flip', at: 'resolve', after: 3 }])
    await expect(files.readAll('config.json', 1000)).rejects.toMatchObject({ code: 'hub-checksum-mismatch' })
  })

  it('survives faults of the connection, and a server that sends small files whole', async () => {
    const at = await bench({ faults: [{ kind: 'reset', at: 'cdn', after: 10, times: 1 }] })
    const files = await open(at)
    const read = async () => Buffer.from(await files.read('model.safetensors', 100, 20_000))
    expect((await read()).equals(weights.subarray(100, 20_000))).toBe(true)
    at.hub.setFaults([{ kind: 'ignore-range', at: 'cdn' }])
    expect((await read()).equals(weights.subarray(100, 20_000))).toBe(true)
    at.hub.setFaults([{ kind: 'wrong-range', at: 'cdn', value: 7 }])
    await expect(read()).rejects.toMatchObject({ code: 'hub-response-invalid' })
  })

  it('with an unsafe name among its files can be listed, and that file cannot be read', async () => {
    const at = await bench()
    const real = await fetch(`${at.hub.url}/api/models/org/a/tree/${at.hub.commit('org/a')}`)
    const evil = { type: 'file', path: '../../x.txt', size: 3, oid: 'a'.repeat(40) }
    const value = [...((await real.json()) as unknown[]), evil]
    at.hub.setFaults([{ kind: 'json', at: 'tree', value }])
    const files = await open(at)
    expect((await files.list()).find(({ path }) => path === '../../x.txt')!.refused).toBeTruthy()
    await expect(files.read('../../x.txt', 0, 1)).rejects.toMatchObject({ code: 'file-unreadable' })
  })

  it('is read from the cache once it is there, offline too', async () => {
    const at = await bench()
    await at.download()
    at.hub.log.length = 0
    for (const offline of [false, true]) {
      const files = await open(at, 'org/a', offline)
      expect(files.commit).toBe(at.hub.commit('org/a'))
      expect(files.localPath?.('model.safetensors')).toContain('blobs')
      expect(Buffer.from(await files.read('model.safetensors', 7, 99)).equals(weights.subarray(7, 99))).toBe(
        true,
      )
    }
    expect(at.hub.log.filter(({ url }) => url.includes('/resolve'))).toEqual([])
  })

  it('gives way to a folder of the same name', async () => {
    const at = await bench()
    const folder = await mkdtemp(join(tmpdir(), 'mergescope-model-'))
    closing.push(() => rm(folder, { recursive: true }))
    await writeFile(join(folder, 'config.json'), '{}')
    const files = await open(at, folder)
    expect(files.commit).toBeNull()
    expect((await files.list()).map(({ path }) => path)).toEqual(['config.json'])
    expect(at.hub.log).toEqual([])
  })
})

describe('a proxy', () => {
  async function proxy() {
    const started = await startProxy()
    closing.push(started.close)
    return started
  }

  it('is used when the environment names one', async () => {
    const { url, seen } = await proxy()
    const at = await bench()
    const env = { HF_ENDPOINT: at.hub.url, HTTP_PROXY: url, HTTPS_PROXY: url }
    expectWhole(await at.download(['org/a'], { env }), wholeDonor)
    expect(seen.length).toBeGreaterThan(0)
  })

  it('is not used for hosts in NO_PROXY', async () => {
    const { url, seen } = await proxy()
    const at = await bench()
    const env = { HF_ENDPOINT: at.hub.url, HTTP_PROXY: url, HTTPS_PROXY: url, NO_PROXY: '127.0.0.1' }
    expectWhole(await at.download(['org/a'], { env }), wholeDonor)
    expect(seen).toEqual([])
  })

  it('that cannot be reached is an error that does not show its password', async () => {
    const at = await bench({ repos: { 'org/a': { files: donor } } })
    const env = { HF_ENDPOINT: at.hub.url, HTTP_PROXY: 'http://user:geheim@127.0.0.1:1' }
    const attempt = await at.download(['org/a'], { env })
    expect(attempt.code).toBe('hub-unreachable')
    expect(attempt.hint).toContain('HTTPS_PROXY')
    expect(JSON.stringify(attempt)).not.toContain('geheim')
  })
})
