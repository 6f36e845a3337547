import type { EnvHttpProxyAgent, Response } from 'undici'
import { HubError } from '../../core/hub/hub-error.ts'
import { nextHop, shownUrl } from '../../core/hub/urls.ts'
import type { HubAccess } from './access.ts'
import { networkError, statusError } from './errors.ts'

/** A response whose status is good, still without its body. */
export interface Exchange {
  readonly response: Response
  /** Where it came from in the end, after redirects. */
  readonly url: URL
  /** Ends the exchange, to be called whatever came of it; a pending read of the body rejects with `reason`. */
  readonly end: (reason?: unknown) => void
}

export interface HubClient {
  readonly access: HubAccess
  /**
   * One GET with its redirects; `headers` gives those of each hop. The token goes along only to the endpoint's own origin (scheme, host and
   * port), and no more once a redirect has led away from it. Throws HubError for every status but 200 and
   * 206, for refused redirects, and when the headers take too long.
   */
  get(url: string, headers?: (url: URL) => Readonly<Record<string, string>>): Promise<Exchange>
  close(): Promise<void>
}

export function openHubClient(access: HubAccess): HubClient {
  const home = new URL(access.endpoint).origin
  mustBeAddresses(access)
  let agent: Promise<EnvHttpProxyAgent> | null = null

  async function get(
    start: string,
    headers: (url: URL) => Readonly<Record<string, string>> = () => ({}),
  ): Promise<Exchange> {
    const controller = new AbortController()
    const stop = () => end(access.signal?.reason)
    const end = (reason?: unknown) => {
      access.signal?.removeEventListener('abort', stop)
      controller.abort(reason)
    }
    access.signal?.throwIfAborted()
    access.signal?.addEventListener('abort', stop, { once: true })
    const timer = setTimeout(() => {
      end(new HubError('hub-timeout', `${new URL(start).host} did not answer in time`, { retry: 'again' }))
    }, access.limits.headers)
    try {
      let url = new URL(start)
      let atHome = url.origin === home
      const { fetch } = await network()
      agent ??= openAgent(access)
      const dispatcher = await agent
      for (let hops = 0; ; hops++) {
        const response = await fetch(url, {
          dispatcher,
          redirect: 'manual',
          signal: controller.signal,
          headers: {
            'user-agent': 'mergescope',
            'accept-encoding': 'identity',
            ...headers(url),
            ...(atHome && access.token ? { authorization: `Bearer ${access.token}` } : {}),
          },
        })
        if (response.status < 300 || response.status > 399) {
          if (response.status !== 200 && response.status !== 206)
            throw await statusError(response, url, atHome, access.token !== null)
          return { response, url, end }
        }
        await response.body?.cancel()
        url = nextHop(url, response.headers.get('location'), hops)
        atHome &&= url.origin === home
      }
    } catch (thrown) {
      access.signal?.throwIfAborted()
      end()
      throw networkError(thrown, new URL(start), 'hub-unreachable')
    } finally {
      clearTimeout(timer)
    }
  }

  return { access, get, close: async () => (await agent)?.destroy() }
}

/** Takes a tenth of a second to load, which who has every model on this machine need not wait for. */
const network = () => import('undici')

function mustBeAddresses({ proxy }: HubAccess): void {
  for (const address of [proxy.http, proxy.https])
    if (address && !URL.canParse(address))
      throw new HubError('hub-name-invalid', 'HTTP_PROXY or HTTPS_PROXY is not an address', {
        hint: 'it looks like http://host:port',
      })
}

async function openAgent({ proxy, limits }: HubAccess): Promise<EnvHttpProxyAgent> {
  const { EnvHttpProxyAgent } = await network()
  return new EnvHttpProxyAgent({
    httpProxy: proxy.http,
    httpsProxy: proxy.https,
    noProxy: proxy.none,
    connect: { timeout: limits.connect },
    // Every phase of an exchange has a limit of its own, finer than the agent's.
    headersTimeout: 0,
    bodyTimeout: 0,
  })
}

/** Reads a small body whole, within its limits of time and size. */
export async function readText(exchange: Exchange, access: HubAccess): Promise<string> {
  const { limits } = access
  const timer = setTimeout(() => {
    exchange.end(
      new HubError('hub-timeout', `${exchange.url.host} did not finish its answer in time`, {
        retry: 'again',
      }),
    )
  }, limits.answer)
  const parts: Uint8Array[] = []
  let size = 0
  try {
    for await (const part of exchange.response.body ?? []) {
      size += part.length
      if (size > limits.answerBytes)
        throw new HubError('hub-response-invalid', `the answer of ${shownUrl(exchange.url)} never ends`)
      parts.push(part)
    }
    return Buffer.concat(parts).toString('utf8')
  } catch (thrown) {
    access.signal?.throwIfAborted()
    throw networkError(thrown, exchange.url, 'hub-interrupted')
  } finally {
    clearTimeout(timer)
    exchange.end()
  }
}
