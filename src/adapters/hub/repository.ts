import { type ListFileEntry, listFiles } from '@huggingface/hub'
import { HubError } from '../../core/hub/hub-error.ts'
import { checkCommit, checkRepositoryId, checkRevision, isCommit } from '../../core/hub/names.ts'
import { nextLink, revisionUrl } from '../../core/hub/urls.ts'
import { type Exchange, type HubClient, readText } from './client.ts'
import { withRetries } from './retry.ts'

/** Answers to questions, not files: fewer tries, because somebody waits for them. */
const questionTries = 4

/** Far more files than any model has; a listing without an end would fill the memory. */
const mostEntries = 100_000

/** The commit that a revision means now. A commit is taken as it is. Throws HubError. */
export async function pinRevision(
  client: HubClient,
  repository: string,
  revision: string | null,
): Promise<string> {
  checkRepositoryId(repository)
  const wanted = checkRevision(revision ?? 'main')
  if (isCommit(wanted)) return wanted
  const { json } = await askHub(client, revisionUrl(client.access.endpoint, repository, wanted))
  return checkCommit((json as { sha?: unknown } | null)?.sha, repository)
}

/** What a repository holds at one commit, as the Hub tells it: names, sizes and checksums not yet checked. */
export interface Listing {
  readonly repository: string
  readonly commit: string
  readonly entries: readonly ListFileEntry[]
}

/**
 * The whole listing of a commit. The npm client follows page links
 * anywhere and for ever, so every page passes through a fetch that does not.
 */
export async function listRepository(
  client: HubClient,
  repository: string,
  commit: string,
): Promise<Listing> {
  const entries: ListFileEntry[] = []
  const { endpoint } = client.access
  const listing = listFiles({
    repo: { type: 'model', name: repository },
    revision: commit,
    recursive: true,
    hubUrl: endpoint,
    fetch: pageFetch(client, repository),
  })
  for await (const entry of listing) {
    entries.push(entry)
    if (entries.length > mostEntries)
      throw new HubError('hub-listing-invalid', `${repository} has more than ${mostEntries} files`, {
        hint: 'check HF_ENDPOINT; if it is a mirror, try without it',
      })
  }
  return { repository, commit, entries }
}

function pageFetch(client: HubClient, repository: string): typeof globalThis.fetch {
  const { endpoint, limits } = client.access
  const seen = new Set<string>()
  const refuse = (what: string) =>
    new HubError('hub-listing-invalid', `the file listing of ${repository} ${what}`, {
      hint: 'check HF_ENDPOINT; if it is a mirror, try without it',
    })
  return async (input) => {
    const url = String(input)
    if (seen.has(url)) throw refuse('leads back to itself')
    if (seen.size >= limits.pages) throw refuse(`has more than ${limits.pages} pages`)
    seen.add(url)
    const { json, exchange } = await askHub(client, url)
    if (!Array.isArray(json)) throw refuse('is not a list')
    const link = nextLink(exchange.response.headers.get('link'))
    if (link === null) return Response.json(json)
    const next = URL.canParse(link, url) ? new URL(link, url) : null
    if (next?.origin !== new URL(endpoint).origin)
      throw new HubError(
        'hub-redirect-refused',
        `the file listing of ${repository} continues at another address`,
        {
          hint: 'nothing was sent there; check HF_ENDPOINT',
          context: { host: next?.host ?? link.slice(0, 100) },
        },
      )
    return Response.json(json, { headers: { link: `<${next.href}>; rel="next"` } })
  }
}

/** Asks the API a question whose answer is JSON. Throws HubError. */
export async function askHub(client: HubClient, url: string): Promise<{ json: unknown; exchange: Exchange }> {
  const { access } = client
  const retrying = {
    ...access,
    retry: { ...access.retry, tries: Math.min(questionTries, access.retry.tries) },
  }
  return withRetries(retrying, async () => {
    const exchange = await client.get(url, () => ({ accept: 'application/json' }))
    const text = await readText(exchange, access)
    try {
      return { json: JSON.parse(text) as unknown, exchange }
    } catch (cause) {
      if (/^\s*</.test(text))
        throw new HubError('hub-portal', `${exchange.url.host} answers with a web page`, {
          hint: 'log in to the network, or check HF_ENDPOINT and the proxy',
          cause,
        })
      throw new HubError('hub-response-invalid', `${exchange.url.host} answers with broken JSON`, {
        retry: 'again',
        hint: 'check HF_ENDPOINT',
        cause,
      })
    }
  })
}
