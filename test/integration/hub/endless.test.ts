import { expect, it } from 'vitest'
import { hubAccess } from '../../../src/adapters/hub/access.ts'
import { openHubClient } from '../../../src/adapters/hub/client.ts'
import { greetHub } from '../../../src/adapters/hub/greet.ts'
import { remoteModelFiles } from '../../../src/adapters/hub/remote-model-files.ts'
import { listRepository, pinRevision } from '../../../src/adapters/hub/repository.ts'
import { searchModels } from '../../../src/adapters/hub/search.ts'
import { toMergescopeError } from '../../../src/core/errors.ts'
import { HubError } from '../../../src/core/hub/hub-error.ts'
import type { Endpoint, Fault } from '../../support/local-hub/faults.ts'
import { bench, quick } from './harness.ts'

const limits = { ...quick.limits, headers: 300, stall: 300, answer: 300, answerBytes: 1_000_000 }
const options = (endpoint: string, token?: string) => ({
  ...quick,
  limits,
  env: { HF_ENDPOINT: endpoint, HOME: '/nowhere', ...(token && { HF_TOKEN: token }) },
})

/** Reads a model over the network, as `inspect` does. */
async function readRemote(endpoint: string): Promise<void> {
  const client = openHubClient(await hubAccess(options(endpoint)))
  try {
    const commit = await pinRevision(client, 'org/a', null)
    const files = remoteModelFiles(client, 'org/a', await listRepository(client, 'org/a', commit))
    await files.readAll('config.json', 1_000_000)
    await files.read('model.safetensors', 0, 100_000)
  } finally {
    await client.close()
  }
}

/** Every kind of request that is sent, with the place where it arrives. */
const requests: readonly (readonly [string, Endpoint, (endpoint: string) => Promise<unknown>])[] = [
  ['a greeting', 'search', (at) => greetHub(options(at)).then(({ answer }) => throwOf(answer))],
  [
    'a greeting with a token',
    'whoami',
    (at) => greetHub(options(at, 'hf_abc')).then(({ answer }) => throwOf(answer)),
  ],
  ['a search', 'search', (at) => searchModels('a', options(at))],
  ['the question for a commit', 'revision', readRemote],
  ['a listing', 'tree', readRemote],
  ['the address of a file', 'resolve', readRemote],
  ['a part of a file', 'cdn', readRemote],
]

/** A greeting never throws: what it could not do stands in its answer. */
const throwOf = (answer: unknown): void => {
  if (typeof answer === 'object' && answer !== null && 'error' in answer)
    throw new HubError('hub-timeout', String(answer.error))
}

const endless: readonly (readonly [string, Omit<Fault, 'at'>])[] = [
  ['a byte now and then', { kind: 'drip' }],
  ['a body without end', { kind: 'flood' }],
  ['headers without end', { kind: 'header-flood' }],
  ['interim answers without end', { kind: 'hints' }],
  ['nothing', { kind: 'stall-headers' }],
  ['a redirect to itself', { kind: 'redirect', value: '{self}' }],
]

it.each(requests)(
  '%s that is answered by something endless ends, with an error that says so',
  async (_, at, ask) => {
    const before = process.memoryUsage().rss
    const ended = await Promise.all(
      endless.map(async ([what, fault]) => {
        const { hub } = await bench({ faults: [{ ...fault, at }] })
        const thrown = await ask(hub.url).then(
          () => null,
          (error: unknown) => error,
        )
        return [what, thrown === null ? 'no error' : toMergescopeError(thrown).code] as const
      }),
    )
    for (const [what, code] of ended) expect([what, code]).toEqual([what, expect.stringMatching(/^hub-/)])
    expect(process.memoryUsage().rss - before).toBeLessThan(300_000_000)
  },
)
