import type { Response } from 'undici'
import type { ErrorCode } from '../../core/error-codes.ts'
import { HubError } from '../../core/hub/hub-error.ts'
import { askedWaitSeconds } from '../../core/hub/retry.ts'
import { shownUrl } from '../../core/hub/urls.ts'

const settingsHint = 'check HF_ENDPOINT, HTTPS_PROXY and the network'

/**
 * A bad status as an error with a code of its own. The Hub answers 401 for models that do not exist, so its
 * X-Error-Code counts more than the status.
 */
export async function statusError(
  response: Response,
  url: URL,
  atHome: boolean,
  withToken: boolean,
): Promise<HubError> {
  await response.body?.cancel().catch(() => undefined)
  const { status } = response
  const context = { url: shownUrl(url), status }
  const waitSeconds = askedWaitSeconds((name) => response.headers.get(name), Date.now())
  if (status === 429)
    return new HubError('hub-rate-limited', `${url.host} asks to slow down (429)`, {
      context,
      retry: 'again',
      waitSeconds,
      hint: withToken ? 'wait a while and run it again' : 'set HF_TOKEN: without one the limits are low',
    })
  if (status >= 500 || status === 408)
    return new HubError('hub-unavailable', `${url.host} answers with an error of its own (${status})`, {
      context,
      retry: 'again',
      waitSeconds,
      hint: 'the Hub may be down: run it again later; it continues where it stopped',
    })
  if (status === 416)
    return new HubError('hub-response-invalid', `${url.host} cannot continue the file (416)`, {
      context,
      retry: 'restart',
    })
  if (!atHome)
    return new HubError(
      status === 403 ? 'hub-forbidden' : 'hub-file-not-found',
      `${url.host} refuses an address that the Hub has just signed (${status})`,
      { context, retry: 'again', hint: 'check the clock of this machine and the proxy' },
    )
  return homeError(response, url, withToken, context)
}

function homeError(
  response: Response,
  url: URL,
  withToken: boolean,
  context: Readonly<Record<string, unknown>>,
): HubError {
  const of = (code: ErrorCode, message: string, hint: string) =>
    new HubError(code, message, { hint, context })
  const model = url.pathname.replace(/^\/api\/models\//, '/').replace(/\/(resolve|revision|tree)\/.*$/, '')
  const name = model.slice(1)
  switch (response.headers.get('x-error-code')) {
    case 'GatedRepo':
      return of(
        'hub-gated',
        `${name} is gated`,
        withToken
          ? 'accept its terms on its page, with the account of your token'
          : 'accept its terms on its page, then set HF_TOKEN',
      )
    case 'RevisionNotFound':
      return of('hub-revision-not-found', `${name} has no such revision`, 'check the part after the @')
    case 'EntryNotFound':
      return of('hub-file-not-found', `${shownUrl(url)} is listed but not there`, 'run it again later')
    case 'RepoNotFound':
      return of('hub-not-found', `the Hub has no model ${name}`, notFoundHint(withToken))
  }
  if (response.status === 401 && withToken)
    return of('hub-token-invalid', 'the Hub does not accept the token', 'make a new one and set HF_TOKEN')
  if (response.status === 401 || response.status === 404)
    return of('hub-not-found', `the Hub has no model ${name}`, notFoundHint(withToken))
  if (response.status === 403)
    return of('hub-forbidden', `the Hub does not let this token read ${name}`, 'use a token that may read it')
  return of('hub-response-invalid', `${url.host} answers with status ${response.status}`, settingsHint)
}

const notFoundHint = (withToken: boolean): string =>
  withToken ? 'check the name; it may be private to others' : 'check the name; if it is private, set HF_TOKEN'

/** What fetch threw, as a HubError; one that already is one passes through. */
export function networkError(thrown: unknown, url: URL, code: ErrorCode): unknown {
  if (thrown instanceof HubError) return thrown
  const cause = thrown instanceof Error && thrown.cause instanceof Error ? thrown.cause : thrown
  const system = (cause as { code?: unknown } | null)?.code
  const detail = typeof system === 'string' ? system : cause instanceof Error ? cause.message : String(cause)
  const isCertificate = /CERT|SSL|TLS|SELF_SIGNED|UNABLE_TO_VERIFY/.test(detail)
  const what = code === 'hub-interrupted' ? 'broke the connection off' : 'cannot be reached'
  return new HubError(code, `${url.host} ${what} (${detail})`, {
    retry: isCertificate ? 'never' : 'again',
    hint: isCertificate
      ? 'the certificate is not trusted; behind a company proxy set NODE_EXTRA_CA_CERTS'
      : settingsHint,
    context: { url: shownUrl(url) },
    cause: thrown,
  })
}
