import type { HubAccessOptions } from '../../adapters/hub/access.ts'
import { searchModels } from '../../adapters/hub/search.ts'
import type { FoundModel } from '../../core/hub/found-model.ts'

/** Models on the Hub by a part of their name. Throws HubError; rejects when the signal aborts. */
export function searchHub(
  query: string,
  options: Pick<HubAccessOptions, 'env' | 'signal'>,
): Promise<readonly FoundModel[]> {
  return searchModels(query, options)
}
