import { HubError } from '../../core/hub/hub-error.ts'
import { type HubAccess, type HubAccessOptions, hubAccess } from './access.ts'
import { openHubClient, readText } from './client.ts'

export interface Greeting {
  readonly access: HubAccess
  /** Null: not asked, because of `offline`. `user` is null without a token and with one that is refused. */
  readonly answer:
    | { readonly user: string | null }
    | { readonly error: string; readonly hint: string | null }
    | null
}

const greetingLimits = { connect: 5_000, headers: 8_000, answer: 8_000, answerBytes: 1024 * 1024 }

/** Asks the Hub who we are: tells whether it can be reached, and whether the token is good. A few seconds at most. */
export async function greetHub(options: HubAccessOptions): Promise<Greeting> {
  const access = await hubAccess({ ...options, limits: { ...greetingLimits, ...options.limits } })
  if (access.offline) return { access, answer: null }
  const client = openHubClient(access)
  try {
    const path = access.token ? '/api/whoami-v2' : '/api/models?limit=1'
    const exchange = await client.get(new URL(path, access.endpoint).href)
    const text = await readText(exchange, access)
    return { access, answer: { user: access.token ? nameIn(text) : null } }
  } catch (thrown) {
    options.signal?.throwIfAborted()
    if (!(thrown instanceof HubError)) throw thrown
    // Any answer at all means that it is there.
    if (thrown.context.status !== undefined) return { access, answer: { user: null } }
    return { access, answer: { error: thrown.message, hint: thrown.hint ?? null } }
  } finally {
    await client.close()
  }
}

function nameIn(text: string): string | null {
  try {
    return String((JSON.parse(text) as { name: unknown }).name)
  } catch {
    return null
  }
}
