import { existsSync, readdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { describe, expect, it } from 'vitest'
import { bench, expectWhole, noise, wholeDonor } from './harness.ts'

const sha256 = 'a'.repeat(64)
const sha1 = 'b'.repeat(40)
const lfs = (path: unknown, oid: unknown = sha256) => ({
  type: 'file',
  path,
  size: 5,
  oid: sha1,
  lfs: { oid, size: 5, pointerSize: 130 },
})
const small = (path: unknown, oid: unknown = sha1) => ({ type: 'file', path, size: 5, oid })

const listings: readonly (readonly [string, readonly unknown[]])[] = [
  ['a file name that climbs out', [lfs('../../../evil.safetensors')]],
  ['a file name that climbs out in its middle', [small('x/../../../config.json')]],
  ['an absolute file name', [lfs('/tmp/evil.safetensors')]],
  ['a file name with backslashes', [lfs('..\\..\\evil.safetensors')]],
  ['a file name on a Windows drive', [lfs('C:evil.safetensors'), small('C:\\config.json')]],
  ['a UNC file name', [lfs('\\\\server\\share\\evil.safetensors')]],
  ['a file name with a control character', [lfs('evil\u0000.safetensors')]],
  ['a checksum that climbs out', [lfs('model.safetensors', '../../evil')]],
  ['a checksum that is absolute', [lfs('model.safetensors', '/tmp/evil')]],
  ['a checksum of a small file that climbs out', [small('config.json', '../../evil')]],
  ['a checksum on a Windows drive', [small('config.json', 'C:\\evil')]],
  ['no checksum', [small('config.json', null)]],
]

describe('nothing is created for', () => {
  it.each(listings)('%s', async (_, entries) => {
    const at = await bench({ faults: [{ kind: 'json', at: 'tree', value: entries }] })
    expect((await at.download()).code).toBe('hub-unsafe-name')
    expect(existsSync(at.cache)).toBe(false)
    expect(readdirSync(dirname(at.cache))).toEqual([])
  })

  it.each(['../../evil', '/tmp/evil', 'C:\\evil', 'main', '', null, 'A'.repeat(40)])(
    'the commit %j',
    async (sha) => {
      const at = await bench({ faults: [{ kind: 'json', at: 'revision', value: { sha } }] })
      expect((await at.download()).code).toBe('hub-unsafe-name')
      expect(existsSync(at.cache)).toBe(false)
    },
  )

  it.each(['org/a@../../evil', 'org/a@/etc', 'org/a@..\\evil', 'org/a@C:evil'])(
    'the reference %s',
    async (ref) => {
      const at = await bench()
      expect((await at.download([ref])).code).toBe('hub-name-invalid')
      expect(existsSync(at.cache)).toBe(false)
      expect(at.hub.log).toEqual([])
    },
  )

  it('a listing that names a file twice', async () => {
    const value = [small('config.json'), small('config.json', 'c'.repeat(40))]
    const at = await bench({ faults: [{ kind: 'json', at: 'tree', value }] })
    expect((await at.download()).code).toBe('hub-listing-invalid')
    expect(existsSync(at.cache)).toBe(false)
  })
})

describe('names that are only unusual', () => {
  it('survive: # ? % and letters of other languages', async () => {
    const at = await bench({
      repos: {
        'org/a': {
          files: { 'config.json': '{}', 'a#b?c%20d-é.safetensors': noise(5000, 3) },
        },
      },
    })
    expectWhole(await at.download(), {
      'config.json': Buffer.from('{}'),
      'a#b?c%20d-é.safetensors': noise(5000, 3),
    })
  })

  it('do no harm where they are not needed', async () => {
    const at = await bench()
    const entries = [{ type: 'file', path: '../../README.md', size: 5, oid: sha1 }]
    const { hub, download } = at
    const real = await fetch(`${hub.url}/api/models/org/a/tree/${hub.commit('org/a')}`)
    const value = [...((await real.json()) as unknown[]), ...entries]
    hub.setFaults([{ kind: 'json', at: 'tree', value }])
    expectWhole(await download(), wholeDonor)
  })

  it('a listing whose checksum disagrees with the body is named, and nothing is kept', async () => {
    const { hub, cache, download } = await bench()
    const real = await fetch(`${hub.url}/api/models/org/a/tree/${hub.commit('org/a')}`)
    const entries = (await real.json()) as { path: string; lfs?: { oid: string } }[]
    const file = entries.find(({ path }) => path === 'model.safetensors')!
    file.lfs!.oid = sha256
    hub.setFaults([{ kind: 'json', at: 'tree', value: entries }])
    expect((await download()).code).toBe('hub-checksum-mismatch')
    expect(existsSync(`${cache}/models--org--a/blobs/${sha256}`)).toBe(false)
  })
})
