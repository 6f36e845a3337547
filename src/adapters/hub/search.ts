import { listModels } from '@huggingface/hub'
import type { FoundModel } from '../../core/hub/found-model.ts'
import { HubError } from '../../core/hub/hub-error.ts'
import { type HubAccessOptions, hubAccess } from './access.ts'
import { type HubClient, openHubClient } from './client.ts'
import { askHub } from './repository.ts'

const mostFound = 20

/**
 * Models whose name holds the query, the most downloaded first; none when offline. The token goes to the
 * endpoint alone, as with every question. Throws HubError; rejects with the signal's reason.
 */
export async function searchModels(query: string, options: HubAccessOptions): Promise<readonly FoundModel[]> {
  const access = await hubAccess({ ...options, retry: { tries: 1 } })
  if (access.offline) return []
  const client = openHubClient(access)
  try {
    const results: FoundModel[] = []
    const models = listModels({
      search: { query },
      sort: 'downloads',
      limit: mostFound,
      additionalFields: ['safetensors', 'tags'],
      hubUrl: access.endpoint,
      fetch: async (address) => Response.json(await answerOf(client, String(address))),
    })
    for await (const { name, likes, downloads, gated, safetensors, tags } of models)
      results.push({
        id: name,
        likes: Number(likes) || 0,
        downloads: Number(downloads) || 0,
        gated: gated !== false && gated !== undefined,
        parameters: safetensors?.total ?? null,
        licence: licenceIn(tags),
      })
    return results
  } finally {
    await client.close()
  }
}

function licenceIn(tags: unknown): string | null {
  if (!Array.isArray(tags)) return null
  const tag = tags.find((text) => typeof text === 'string' && text.startsWith('license:'))
  return tag === undefined ? null : String(tag).slice('license:'.length)
}

/** The answer, once it has the shape of a list of models. */
async function answerOf(client: HubClient, address: string): Promise<readonly object[]> {
  const { json, exchange } = await askHub(client, address)
  const isModel = (item: unknown) =>
    typeof item === 'object' && item !== null && 'id' in item && typeof item.id === 'string'
  if (Array.isArray(json) && json.every(isModel)) return json
  throw new HubError('hub-response-invalid', `${exchange.url.host} answers a search with something else`, {
    hint: 'check HF_ENDPOINT',
  })
}
