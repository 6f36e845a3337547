import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { ErrorCode } from '../../../src/core/error-codes.ts'
import type { Fault } from '../../support/local-hub/faults.ts'
import { bench, blobsOf, expectWhole, wholeDonor } from './harness.ts'

/** The connection breaks in mid-file, so that the next request asks for a part. */
const broken: Fault = { kind: 'reset', at: 'cdn', after: 100_000, times: 1 }
const once = (fault: Fault): Fault => ({ ...fault, times: 1 })
const status = (at: Fault['at'], value: number, headers?: Record<string, string>): Fault => ({
  kind: 'status',
  at,
  value,
  ...(headers ? { headers } : {}),
})

const survived: readonly (readonly [string, readonly Fault[]])[] = [
  ['a connection reset in mid-file', [{ ...broken, times: 2 }]],
  ['a connection reset before any answer', [{ kind: 'reset', at: 'revision', after: 0, times: 2 }]],
  ['a connection reset in the listing', [{ kind: 'reset', at: 'tree', after: 0, times: 1 }]],
  ['a body that ends early', [{ kind: 'short-body', at: 'cdn', after: 50_000, times: 2 }]],
  ['a small file that ends early', [{ kind: 'short-body', at: 'resolve', after: 3, times: 2, skip: 1 }]],
  ['a Content-Length that is too short', [{ kind: 'short-length', at: 'cdn', after: 1000, times: 2 }]],
  ['200 to a Range request', [broken, { kind: 'ignore-range', at: 'cdn' }]],
  ['a wrong Content-Range', [broken, once({ kind: 'wrong-range', at: 'cdn', value: 5 })]],
  ['416 to a Range request', [broken, once(status('cdn', 416))]],
  ['a stall in mid-file', [once({ kind: 'stall', at: 'cdn', after: 100_000 })]],
  ['an answer that does not come', [once({ kind: 'stall-headers', at: 'cdn' })]],
  ['an API that does not answer', [once({ kind: 'stall-headers', at: 'tree' })]],
  ['a body compressed without being asked', [{ kind: 'gzip', at: 'cdn' }]],
  ['a small file compressed without being asked', [{ kind: 'gzip', at: 'resolve' }]],
  ['a compressed part', [broken, once({ kind: 'gzip', at: 'cdn' })]],
  ['429 with seconds', [once(status('revision', 429, { 'Retry-After': '1' }))]],
  [
    '429 with a date',
    [once(status('tree', 429, { 'Retry-After': new Date(Date.now() + 2000).toUTCString() }))],
  ],
  ['429 with rate-limit headers', [once(status('resolve', 429, { RateLimit: '"resolvers";r=0;t=1' }))]],
  ['a server error for the revision', [once(status('revision', 500))]],
  ['a server error for the listing', [once(status('tree', 503, { 'Retry-After': '0' }))]],
  ['a server error for the address of a file', [once(status('resolve', 502))]],
  ['a server error for a body', [once(status('cdn', 503))]],
  ['a signed address that expires in mid-file', [broken, once({ kind: 'expired', at: 'cdn' })]],
  ['an ETag that changes in mid-file', [broken, once({ kind: 'changed', at: 'cdn' })]],
  ['a body with a flipped bit', [once({ kind: 'flip', at: 'cdn', after: 1234 })]],
  ['a small file with a flipped bit', [once({ kind: 'flip', at: 'resolve', after: 3, skip: 1 })]],
  ['a body of zeros', [once({ kind: 'zeros', at: 'cdn' })]],
  ['a body with too many bytes', [once({ kind: 'overlong', at: 'cdn' })]],
  ['the LFS pointer instead of the file', [once({ kind: 'pointer', at: 'cdn' })]],
  ['a break after a weak ETag', [{ kind: 'weak-etag', at: 'cdn', after: 100_000, times: 1 }]],
  ['broken JSON', [once({ kind: 'broken-json', at: 'tree' })]],
]

const named: readonly (readonly [string, readonly Fault[], ErrorCode])[] = [
  ['connections that are always reset', [{ kind: 'reset', at: 'cdn', after: 0 }], 'hub-unreachable'],
  ['bodies that always end early', [{ kind: 'short-body', at: 'cdn', after: 0 }], 'hub-interrupted'],
  ['lengths that are always wrong', [{ kind: 'short-length', at: 'cdn', after: 9 }], 'hub-response-invalid'],
  [
    'parts that are always wrong',
    [broken, { kind: 'wrong-range', at: 'cdn', value: 5 }],
    'hub-response-invalid',
  ],
  ['parts that always get 416', [broken, status('cdn', 416)], 'hub-response-invalid'],
  ['bodies that always stall', [{ kind: 'stall', at: 'cdn', after: 0 }], 'hub-timeout'],
  ['answers that never come', [{ kind: 'stall-headers', at: 'revision' }], 'hub-timeout'],
  ['an answer that never ends', [{ kind: 'drip', at: 'revision' }], 'hub-timeout'],
  ['a listing that never ends its answer', [{ kind: 'drip', at: 'tree' }], 'hub-timeout'],
  ['a wait of a day', [status('revision', 429, { 'Retry-After': '86400' })], 'hub-rate-limited'],
  ['a limit that does not lift', [status('cdn', 429)], 'hub-rate-limited'],
  ['server errors on questions', [status('tree', 500)], 'hub-unavailable'],
  ['server errors on bodies', [status('cdn', 500)], 'hub-unavailable'],
  ['401 without a token', [status('revision', 401)], 'hub-not-found'],
  ['403', [status('resolve', 403)], 'hub-forbidden'],
  ['a gated model', [status('resolve', 403, { 'X-Error-Code': 'GatedRepo' })], 'hub-gated'],
  ['404 for a file', [status('resolve', 404, { 'X-Error-Code': 'EntryNotFound' })], 'hub-file-not-found'],
  ['signed addresses that are always refused', [{ kind: 'expired', at: 'cdn' }], 'hub-forbidden'],
  ['a file that is damaged on the Hub', [{ kind: 'flip', at: 'cdn', after: 7 }], 'hub-checksum-mismatch'],
  ['a file that has changed for good', [broken, { kind: 'changed', at: 'cdn' }], 'hub-checksum-mismatch'],
  ['zeros', [{ kind: 'zeros', at: 'cdn' }], 'hub-checksum-mismatch'],
  ['pointers only', [{ kind: 'pointer', at: 'cdn' }], 'hub-response-invalid'],
  ['a login page for the API', [{ kind: 'html', at: 'revision' }], 'hub-portal'],
  ['a login page for the listing', [{ kind: 'html', at: 'tree' }], 'hub-portal'],
  ['a login page for a small file', [{ kind: 'html', at: 'resolve', path: 'config.json' }], 'hub-portal'],
  ['a login page for a large file', [{ kind: 'html', at: 'cdn' }], 'hub-portal'],
  ['an empty listing', [{ kind: 'json', at: 'tree', value: [] }], 'hub-listing-invalid'],
  ['a listing that is no list', [{ kind: 'json', at: 'tree', value: { a: 1 } }], 'hub-listing-invalid'],
  ['broken JSON for ever', [{ kind: 'broken-json', at: 'tree' }], 'hub-response-invalid'],
  ['a page link to itself', [{ kind: 'link', at: 'tree', value: '{self}' }], 'hub-listing-invalid'],
  ['page links without end', [{ kind: 'link', at: 'tree', value: '{fresh}' }], 'hub-listing-invalid'],
  ['a redirect to itself', [{ kind: 'redirect', at: 'resolve', value: '{self}' }], 'hub-redirect-refused'],
  ['a redirect to nowhere', [{ kind: 'redirect', at: 'cdn', value: 'ftp://x/y' }], 'hub-redirect-refused'],
]

describe('a download survives', () => {
  it.each(survived)('%s', async (_, faults) => {
    const { hub, download } = await bench({ faults })
    expectWhole(await download(), wholeDonor)
    if (faults.includes(broken)) expect(hub.log.some(({ range }) => range !== null)).toBe(true)
  })
})

describe('a download names', () => {
  it.each(named)('%s', async (_, faults, code) => {
    const { cache, download } = await bench({ faults })
    const { code: got, message, hint } = await download()
    expect(got, message).toBe(code)
    expect(message).not.toBe('')
    expect(hint).not.toBe('')
    // A model that is not whole is announced under no name.
    expect(existsSync(join(cache, 'models--org--a', 'refs'))).toBe(false)
    if (faults.some(({ at }) => at === 'cdn'))
      expect(blobsOf(cache).filter((name) => name.length === 64)).toEqual([])
  })
})

describe('after an error', () => {
  it('the partial file stays and the next download goes on from it', async () => {
    const { hub, cache, download } = await bench({
      faults: [broken, { kind: 'status', at: 'cdn', value: 500 }],
    })
    expect((await download()).code).toBe('hub-unavailable')
    expect(blobsOf(cache).some((name) => name.endsWith('.part'))).toBe(true)
    hub.setFaults([])
    const before = hub.log.length
    const attempt = await download()
    expectWhole(attempt, wholeDonor)
    const file = attempt.result!.models[0]!.files.find(({ path }) => path === 'model.safetensors')!
    expect(file.outcome).toBe('resumed')
    expect(file.had).toBeGreaterThan(0)
    const request = hub.log.slice(before).find(({ origin }) => origin === 'cdn')!
    expect(request.range).toBe(`bytes=${file.had}-299999`)
    expect(request.ifRange).toMatch(/^"s3-/)
    expect(blobsOf(cache).filter((name) => name.includes('.part'))).toEqual([])
  })

  it('a damaged partial file is found out and fetched again', async () => {
    const { hub, cache, download } = await bench({
      faults: [broken, { kind: 'status', at: 'cdn', value: 500 }],
    })
    await download()
    const part = blobsOf(cache).find((name) => name.endsWith('.part'))!
    writeFileSync(`${cache}/models--org--a/blobs/${part}`, Buffer.alloc(100_000))
    hub.setFaults([])
    expectWhole(await download(), wholeDonor)
  })

  it('a file that is damaged on the Hub leaves nothing behind', async () => {
    const { cache, download } = await bench({ faults: [{ kind: 'flip', at: 'cdn', after: 7 }] })
    await download()
    expect(blobsOf(cache).filter((name) => name.endsWith('.part'))).toEqual([])
  })
})
