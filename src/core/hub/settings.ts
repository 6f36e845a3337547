import { join } from 'node:path'
import { homePath } from '../text/home-path.ts'
import { HubError } from './hub-error.ts'

type Environment = Readonly<Record<string, string | undefined>>

/** What the environment says about the Hub, by the same variables as the Python client. */
export interface HubSettings {
  /** Without a slash at its end. */
  readonly endpoint: string
  readonly cache: string
  readonly tokenFile: string
  readonly offline: boolean
}

const isTrue = (value: string | undefined): boolean => /^(1|on|yes|true)$/i.test(value ?? '')

/** Throws `hub-name-invalid` for an endpoint that is no http(s) address. */
export function hubSettings(
  env: Environment,
  home: string,
  given: { readonly cache?: string | undefined; readonly offline?: boolean | undefined } = {},
): HubSettings {
  const hfHome = homePath(
    env.HF_HOME || join(env.XDG_CACHE_HOME || join(home, '.cache'), 'huggingface'),
    home,
  )
  const cache = given.cache || env.HF_HUB_CACHE || env.HUGGINGFACE_HUB_CACHE || join(hfHome, 'hub')
  return {
    endpoint: checkEndpoint(env.HF_ENDPOINT || 'https://huggingface.co'),
    cache: homePath(cache, home),
    tokenFile: homePath(env.HF_TOKEN_PATH || join(hfHome, 'token'), home),
    offline: given.offline === true || isTrue(env.HF_HUB_OFFLINE || env.TRANSFORMERS_OFFLINE),
  }
}

function checkEndpoint(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : null
  if (url && /^https?:$/.test(url.protocol) && !url.username && !url.password && !url.search && !url.hash)
    return text.replace(/\/+$/, '')
  throw new HubError('hub-name-invalid', 'HF_ENDPOINT is not an address that can be used', {
    hint: 'it looks like https://host, without user, password or query',
  })
}

/**
 * The token as it may stand in a header; null where there is none. Throws `hub-token-invalid`, which never
 * shows the token.
 */
export function checkToken(text: string | undefined, from: string): string | null {
  const token = text?.trim()
  if (!token) return null
  if (/^[\x21-\x7e]+$/.test(token)) return token
  throw new HubError(
    'hub-token-invalid',
    `the token in ${from} holds spaces or characters that no token has`,
    {
      hint: 'copy it again from the settings of your Hub account',
    },
  )
}
