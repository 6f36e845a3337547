import { expect, test } from 'vitest'
import { toMergescopeError } from '../../../src/core/errors.ts'
import { searchHub } from '../../../src/steps/hub/search-hub.ts'
import { type Bench, bench, donor } from './harness.ts'

const token = 'hf_thisIsTheSecretOfTheTest'
const repos = {
  'org/nemo-small': { files: donor, downloads: 5, likes: 2, licence: 'apache-2.0' },
  'org/Nemo-Loud': { files: donor, downloads: 900, gated: true },
  'org/hidden-nemo': { files: donor, private: true },
  'org/other': { files: donor },
}
const search = (at: Bench, query: string, env: Record<string, string> = {}, signal?: AbortSignal) =>
  searchHub(query, { env: { HF_ENDPOINT: at.hub.url, HOME: at.cache, ...env }, signal })

test('finds models by a part of their name, the most downloaded first, with what decides a choice', async () => {
  const models = await search(await bench({ repos }), 'nemo')
  expect(models).toEqual([
    { id: 'org/Nemo-Loud', likes: 0, downloads: 900, gated: true, parameters: 12e9, licence: null },
    { id: 'org/nemo-small', likes: 2, downloads: 5, gated: false, parameters: 12e9, licence: 'apache-2.0' },
  ])
})

test('finds private models with the token, which goes to the Hub and nowhere else', async () => {
  const at = await bench({ repos, token })
  const elsewhere = await bench({ repos })
  const names = (await search(at, 'nemo', { HF_TOKEN: token })).map(({ id }) => id)
  expect(names).toContain('org/hidden-nemo')
  at.hub.setFaults([{ kind: 'redirect', at: 'search', value: `${elsewhere.hub.url}/api/models` }])
  await search(at, 'nemo', { HF_TOKEN: token })
  expect(elsewhere.hub.log.map(({ authorised }) => authorised)).toEqual([false])
})

test('asks nobody when offline', async () => {
  const at = await bench({ repos })
  expect(await search(at, 'nemo', { HF_HUB_OFFLINE: '1' })).toEqual([])
  expect(at.hub.log).toEqual([])
})

test('a search that nobody waits for any more ends at once', async () => {
  const at = await bench({ repos, faults: [{ kind: 'stall-headers', at: 'search' }] })
  const controller = new AbortController()
  const asked = search(at, 'nemo', {}, controller.signal)
  setTimeout(() => controller.abort(), 50)
  await expect(asked).rejects.toThrow(/abort/)
})

test.each([
  ['html', 'hub-portal'],
  ['broken-json', 'hub-response-invalid'],
] as const)('an answer that is %s is an error with a code of its own', async (kind, code) => {
  const at = await bench({ repos, faults: [{ kind, at: 'search' }] })
  const thrown = await search(at, 'nemo').catch((error) => error)
  expect(toMergescopeError(thrown).code).toBe(code)
})

test.each([[{}], [[null, 5, { id: 7 }, {}]]])(
  'an answer of another shape (%j) is told, not shown',
  async (value) => {
    const at = await bench({ repos, faults: [{ kind: 'json', at: 'search', value }] })
    const thrown = await search(at, 'nemo').catch((error) => error)
    expect(toMergescopeError(thrown).code).toBe('hub-response-invalid')
  },
)
