import { HubError } from './hub-error.ts'

const encodePath = (path: string): string => path.split('/').map(encodeURIComponent).join('/')

/** Where a revision is turned into a commit. */
export function revisionUrl(endpoint: string, repository: string, revision: string): string {
  return `${endpoint}/api/models/${repository}/revision/${encodeURIComponent(revision)}`
}

/** Where a file lies; unlike in the npm client `#`, `?` and `%` in its name survive. */
export function fileUrl(endpoint: string, repository: string, commit: string, path: string): string {
  return `${endpoint}/${repository}/resolve/${commit}/${encodePath(path)}`
}

/**
 * The next address of a redirect. Throws `hub-redirect-refused` from https to anything else, to an address
 * that is none, and beyond `longest` hops.
 */
export function nextHop(from: URL, location: string | null, hops: number, longest = 8): URL {
  const refuse = (why: string) =>
    new HubError('hub-redirect-refused', `${from.host} redirects ${why}`, {
      hint: 'check HF_ENDPOINT and the proxy; nothing was sent there',
      context: { host: from.host },
    })
  if (hops >= longest) throw refuse('in a loop')
  if (!location || !URL.canParse(location, from.href)) throw refuse('to nowhere')
  const to = new URL(location, from)
  if (to.protocol !== 'https:' && to.protocol !== 'http:') throw refuse(`to ${to.protocol}`)
  if (from.protocol === 'https:' && to.protocol !== 'https:') throw refuse('from https to http')
  if (to.username || to.password) throw refuse('to an address with a password in it')
  return to
}

/** An address that may be shown: signed URLs carry their signature in the query. */
export function shownUrl(url: URL): string {
  return `${url.origin}${url.pathname}`
}

/** The `rel="next"` address of a Link header (RFC 8288); null where there is none. */
export function nextLink(header: string | null): string | null {
  for (const [, url, parameters] of (header ?? '').matchAll(/<([^>]*)>([^<]*)/g))
    if (/;\s*rel="?next"?/.test(parameters ?? '')) return url ?? null
  return null
}
