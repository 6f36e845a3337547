import { downloadFile } from '@huggingface/hub'
import { judgeBody } from '../../core/hub/body-check.ts'
import { strongEtag } from '../../core/hub/content-range.ts'
import { HubError } from '../../core/hub/hub-error.ts'
import type { HubFile } from '../../core/hub/listing.ts'
import { fileUrl } from '../../core/hub/urls.ts'
import { counted } from '../../core/text/units.ts'
import type { Exchange, HubClient } from './client.ts'
import { networkError } from './errors.ts'

/** An ETag and the origin that gave it: no other origin would know it. */
export interface Validator {
  readonly origin: string
  readonly etag: string
}

export interface BodyRequest {
  readonly repository: string
  readonly commit: string
  readonly file: HubFile
  readonly offset: number
  /** Exclusive; the file's size for all the rest. */
  readonly end: number
  readonly validator?: Validator | null
  /** Bytes a second below which a body counts as stalled: a trickle would keep us for days. */
  readonly leastPace?: number
}

/** What the slowest connection brings that anybody downloads a model over. */
const leastPace = 1024

export interface BodyStart {
  /** Where the first byte belongs: `offset`, or 0 where the whole file comes, whatever was asked for. */
  readonly position: number
  readonly whole: boolean
  readonly validator: Validator | null
}

/**
 * Streams a part of a file in one request. `onStart` is called before the first byte, `onBytes` for each
 * chunk and waited for, which is the back-pressure. Rejects with a HubError where the stream ends early,
 * goes on too long, or stalls.
 *
 * The bytes come through the npm client's Blob, whose `fetch` is ours: it adds what the client leaves out
 * (If-Range, time limits, the checks of the head) and keeps the error that the Blob would reduce to a text.
 */
export async function streamBody(
  client: HubClient,
  request: BodyRequest,
  onStart: (start: BodyStart) => Promise<void>,
  onBytes: (bytes: Uint8Array) => Promise<void>,
): Promise<void> {
  const { access } = client
  const { repository, commit, file, offset, end } = request
  const url = fileUrl(access.endpoint, repository, commit, file.path)
  let exchange: Exchange | undefined
  let start: BodyStart | undefined
  let failure: unknown

  const guardedFetch: typeof globalThis.fetch = async (input, init) => {
    try {
      exchange = await client.get(String(input), (hop) => bodyHeaders(hop, init, request.validator))
      start = judge(exchange, request)
      if (!exchange.response.body)
        throw new HubError('hub-interrupted', 'the answer has no body', { retry: 'again' })
      return exchange.response as unknown as Response
    } catch (thrown) {
      failure = thrown
      throw thrown
    }
  }
  const blob = await downloadFile({
    repo: { type: 'model', name: repository },
    path: file.path,
    revision: commit,
    hubUrl: access.endpoint,
    xet: false,
    downloadInfo: { url, size: file.size, etag: file.blob },
    fetch: guardedFetch,
  })
  const reader = blob!.slice(offset, end).stream().getReader()
  const watch = watchForStalls(access.limits.stall, request.leastPace ?? leastPace, () => exchange)
  try {
    let left = end - offset
    for (;;) {
      const { done, value } = await watch.during(reader.read())
      if (start && !done) {
        if (start.whole) left = file.size
        await onStart(start)
        start = undefined
      }
      if (done) break
      watch.received(value.length)
      left -= value.length
      if (left < 0)
        throw new HubError('hub-response-invalid', `${file.path} is longer than announced`, {
          retry: 'restart',
        })
      await onBytes(value)
    }
    if (left > 0)
      throw new HubError('hub-interrupted', `${file.path} ended ${counted(left, 'byte')} early`, {
        retry: 'again',
      })
  } catch (thrown) {
    access.signal?.throwIfAborted()
    throw networkError(failure ?? thrown, exchange?.url ?? new URL(url), 'hub-interrupted')
  } finally {
    watch.stop()
    exchange?.end()
  }
}

function bodyHeaders(
  hop: URL,
  init: RequestInit | undefined,
  validator: Validator | null | undefined,
): Record<string, string> {
  const range = new Headers(init?.headers).get('range')
  if (range === null) return {}
  return validator?.origin === hop.origin ? { range, 'if-range': validator.etag } : { range }
}

function judge(exchange: Exchange, request: BodyRequest): BodyStart {
  const { response, url } = exchange
  const { file, offset, end, validator } = request
  const header = (name: string) => response.headers.get(name)
  const known = validator?.origin === url.origin ? validator.etag : null
  const whole =
    'whole' ===
    judgeBody(
      { host: url.host, status: response.status, header },
      { path: file.path, size: file.size, offset, end, etag: known },
    )
  const etag = strongEtag(header('etag'))
  return {
    position: whole ? 0 : offset,
    whole,
    validator: etag === null ? null : { origin: url.origin, etag },
  }
}

/**
 * Ends an exchange of which too little came in the time that we waited for it. The time in which this process was
 * suspended is not counted: nobody could have come through.
 */
function watchForStalls(limit: number, pace: number, exchange: () => Exchange | undefined) {
  const enough = (pace * limit) / 1000
  const period = Math.max(10, limit / 4)
  let isWaiting = false
  let waited = 0
  let came = 0
  let last = performance.now()
  const timer = setInterval(() => {
    const now = performance.now()
    if (isWaiting) waited += Math.min(now - last, 2 * period)
    last = now
    const under = exchange()
    if (waited <= limit || !under) return
    const what = came === 0 ? 'nothing' : `only ${came} bytes`
    under.end(
      new HubError('hub-timeout', `${under.url.host} has sent ${what} for ${limit / 1000} s`, {
        retry: 'again',
      }),
    )
  }, period)
  return {
    async during<T>(read: Promise<T>): Promise<T> {
      isWaiting = true
      try {
        return await read
      } finally {
        isWaiting = false
      }
    },
    received(bytes: number): void {
      came += bytes
      if (came < enough) return
      came = 0
      waited = 0
    },
    stop: () => clearInterval(timer),
  }
}
