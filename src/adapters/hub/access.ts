import { readFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import type { RetryPolicy } from '../../core/hub/retry.ts'
import { defaultRetryPolicy } from '../../core/hub/retry.ts'
import type { Selection } from '../../core/hub/select-files.ts'
import { checkToken, type HubSettings, hubSettings } from '../../core/hub/settings.ts'
import { silenceMs } from '../files/lock/lock-owner.ts'
import type { ObjectStorage } from '../object-storage/ask.ts'
import type { Mirrors } from '../object-storage/mirror-model.ts'

/** Time limits in milliseconds, one for every phase of an exchange, and other bounds. */
interface HubLimits {
  readonly connect: number
  /** From sending a request to its response headers, connecting included. */
  readonly headers: number
  /** Without a single byte of a body. */
  readonly stall: number
  /** For the whole body of an answer that is not a file. */
  readonly answer: number
  readonly answerBytes: number
  readonly pages: number
  /** Without a sign of life from a lock's owner. */
  readonly staleLock: number
}

const defaultLimits: HubLimits = {
  connect: 10_000,
  headers: 30_000,
  stall: 30_000,
  answer: 60_000,
  answerBytes: 64 * 1024 * 1024,
  pages: 200,
  staleLock: silenceMs,
}

/** Everything needed to reach one Hub: address, token, cache, limits. */
export interface HubAccess extends HubSettings {
  readonly token: string | null
  readonly selection: Selection
  readonly limits: HubLimits
  readonly retry: RetryPolicy
  /** Files that are under way at the same time. */
  readonly parallel: number
  readonly proxy: { readonly http: string; readonly https: string; readonly none: string }
  readonly signal: AbortSignal | undefined
  /** For models that do not lie on the Hub. */
  readonly objects: ObjectStorage
  readonly mirrors: Mirrors
}

export interface HubAccessOptions {
  readonly env: Readonly<Record<string, string | undefined>>
  readonly cache?: string | undefined
  /** The interpreter that reads object storage. */
  readonly python?: string | undefined
  /** What was seen of models there before, by the same run. */
  readonly mirrors?: Mirrors | undefined
  readonly offline?: boolean | undefined
  readonly allowPickle?: boolean | undefined
  readonly trustRemoteCode?: boolean | undefined
  readonly signal?: AbortSignal | undefined
  readonly parallel?: number | undefined
  readonly limits?: Partial<HubLimits>
  readonly retry?: Partial<RetryPolicy>
}

/**
 * Reads the environment and the token file.
 * Throws `hub-name-invalid` for a bad HF_ENDPOINT and `hub-token-invalid` for a text that is no token.
 */
export async function hubAccess(options: HubAccessOptions): Promise<HubAccess> {
  const { env } = options
  const settings = hubSettings(env, env.HOME || homedir(), options)
  return {
    ...settings,
    token: await findToken(env, settings.tokenFile),
    selection: {
      allowPickle: options.allowPickle === true,
      trustRemoteCode: options.trustRemoteCode === true,
    },
    limits: { ...defaultLimits, ...options.limits },
    retry: { ...defaultRetryPolicy, ...options.retry },
    parallel: options.parallel ?? 4,
    proxy: {
      http: env.http_proxy || env.HTTP_PROXY || '',
      https: env.https_proxy || env.HTTPS_PROXY || '',
      none: env.no_proxy || env.NO_PROXY || '',
    },
    signal: options.signal,
    objects: { python: options.python, env, signal: options.signal },
    mirrors: options.mirrors ?? new Map(),
  }
}

async function findToken(env: HubAccessOptions['env'], file: string): Promise<string | null> {
  for (const name of ['HF_TOKEN', 'HUGGING_FACE_HUB_TOKEN']) {
    const token = checkToken(env[name], name)
    if (token) return token
  }
  if (/^(1|on|yes|true)$/i.test(env.HF_HUB_DISABLE_IMPLICIT_TOKEN ?? '')) return null
  const text = await readFile(file, 'utf8').catch(() => undefined)
  return checkToken(text, file)
}
