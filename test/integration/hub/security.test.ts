import { mkdir, writeFile } from 'node:fs/promises'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { startLocalHub } from '../../support/local-hub/start.ts'
import { type Bench, bench, donor, expectWhole, wholeDonor } from './harness.ts'

const token = 'hf_thisIsTheSecretOfTheTest'
const withToken = (at: Bench) => ({ env: { HF_ENDPOINT: at.hub.url, HF_TOKEN: token } })
const closing: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0)) await close()
})

/** Another server on this machine that notes what reaches it: same host, another port. */
async function stranger(): Promise<{ url: string; seen: IncomingMessage[] }> {
  const seen: IncomingMessage[] = []
  const server = createServer((request, response) => {
    seen.push(request)
    response.setHeader('Content-Type', 'application/json')
    response.end('[]')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  closing.push(() => new Promise((resolve) => server.close(resolve)))
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, seen }
}

describe('the token', () => {
  it('opens a private model and goes to the Hub only, not to where it redirects', async () => {
    const at = await bench({ token, repos: { 'org/a': { files: donor, private: true } } })
    expect((await at.download()).code).toBe('hub-not-found')
    at.hub.log.length = 0
    const attempt = await at.download(['org/a'], withToken(at))
    expectWhole(attempt, wholeDonor)
    const to = (origin: string) => at.hub.log.filter((request) => request.origin === origin)
    expect(to('hub').length).toBeGreaterThan(3)
    expect(to('hub').every(({ authorised }) => authorised)).toBe(true)
    expect(to('cdn').length).toBe(1)
    expect(to('cdn').some(({ authorised }) => authorised)).toBe(false)
  })

  it('does not follow a redirect to another port of the same host', async () => {
    const other = await stranger()
    for (const endpoint of ['revision', 'tree', 'resolve'] as const) {
      const faults = [{ kind: 'redirect', at: endpoint, value: `${other.url}/x` }] as const
      const at = await bench({ token, faults })
      await at.download(['org/a'], withToken(at))
      expect(other.seen.length, endpoint).toBeGreaterThan(0)
    }
    expect(other.seen.every(({ headers }) => headers.authorization === undefined)).toBe(true)
  })

  it('does not come back along a redirect that leads home again', async () => {
    const at = await bench({ token })
    const home = `${at.hub.url}/api/models/org/a/revision/main?again`
    const detour = createServer((_, response) => response.writeHead(302, { Location: home }).end())
    await new Promise<void>((resolve) => detour.listen(0, '127.0.0.1', resolve))
    closing.push(() => new Promise((resolve) => detour.close(resolve)))
    const away = `http://127.0.0.1:${(detour.address() as AddressInfo).port}/`
    at.hub.setFaults([{ kind: 'redirect', at: 'revision', value: away, times: 1 }])
    expectWhole(await at.download(['org/a'], withToken(at)), wholeDonor)
    const again = at.hub.log.filter(({ url }) => url.endsWith('?again'))
    expect(again.map(({ authorised }) => authorised)).toEqual([false])
  })

  it('does not follow a page link elsewhere: the link is refused and nothing is asked there', async () => {
    const other = await stranger()
    const at = await bench({ token, faults: [{ kind: 'link', at: 'tree', value: `${other.url}/next` }] })
    expect((await at.download(['org/a'], withToken(at))).code).toBe('hub-redirect-refused')
    expect(other.seen).toEqual([])
  })

  it('goes to a mirror only when the mirror is the endpoint', async () => {
    const mirror = await startLocalHub({ token, repos: { 'org/a': { files: donor, private: true } } })
    closing.push(mirror.close)
    const at = await bench({ token })
    const env = { HF_ENDPOINT: mirror.url, HF_TOKEN: token }
    expectWhole(await at.download(['org/a'], { env }), wholeDonor)
    expect(at.hub.log).toEqual([])
  })

  it('is read from the token file, and HF_TOKEN wins over it', async () => {
    const at = await bench({ token, repos: { 'org/a': { files: donor, private: true } } })
    await mkdir(at.cache, { recursive: true })
    const file = `${at.cache}/my-token`
    await writeFile(file, `${token}\n`)
    const env = { HF_ENDPOINT: at.hub.url, HF_TOKEN_PATH: file }
    expectWhole(await at.download(['org/a'], { env }), wholeDonor)
    expect((await at.download(['org/a'], { env: { ...env, HF_TOKEN: 'hf_other' } })).code).toBe(
      'hub-token-invalid',
    )
  })

  it('appears in no event, result or error', async () => {
    const at = await bench({ token, faults: [{ kind: 'status', at: 'cdn', value: 500, times: 2 }] })
    const good = await at.download(['org/a'], withToken(at))
    at.hub.setFaults([{ kind: 'status', at: 'revision', value: 403 }])
    const bad = await at.download(['org/a'], withToken(at))
    const malformed = await at.download(['org/a'], {
      env: { HF_ENDPOINT: at.hub.url, HF_TOKEN: `${token} with\nmore` },
    })
    expect(malformed.code).toBe('hub-token-invalid')
    expect(JSON.stringify([good, bad, malformed])).not.toContain(token)
  })

  it('that the Hub does not accept is named', async () => {
    const at = await bench({ token })
    const env = { HF_ENDPOINT: at.hub.url, HF_TOKEN: 'hf_wrong' }
    expect((await at.download(['org/a'], { env })).code).toBe('hub-token-invalid')
  })
})

describe('signed addresses', () => {
  it('appear in no event or error', async () => {
    const at = await bench({ faults: [{ kind: 'expired', at: 'cdn' }] })
    const attempt = await at.download()
    expect(attempt.code).toBe('hub-forbidden')
    expect(JSON.stringify(attempt)).not.toContain('Signature')
  })
})

describe('Xet', () => {
  it('is not used: no other service is asked', async () => {
    const at = await bench({ repos: { 'org/a': { files: donor, xet: true } } })
    expectWhole(await at.download(), wholeDonor)
    expect(at.hub.log.filter(({ accept }) => accept.includes('xet'))).toEqual([])
    expect(at.hub.log.filter(({ url }) => /xet|reconstruction/.test(url))).toEqual([])
  })

  it('would be used by the npm client without `xet: false`', async () => {
    const { downloadFile } = await import('@huggingface/hub')
    const at = await bench({ repos: { 'org/a': { files: donor, xet: true } } })
    await downloadFile({ repo: 'org/a', path: 'model.safetensors', hubUrl: at.hub.url })
    expect(at.hub.log.some(({ accept }) => accept.includes('application/vnd.xet-fileinfo+json'))).toBe(true)
  })
})
