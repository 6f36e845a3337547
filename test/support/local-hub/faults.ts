/** Where a request arrives: the answers of the API, the file routes of the Hub, or the CDN behind them. */
export type Endpoint = 'search' | 'whoami' | 'revision' | 'tree' | 'resolve' | 'cdn'

/**
 * What the server does wrong. Each has its own words here, so that a test reads like a list of mishaps;
 * `value` is explained beside the kind.
 */
type FaultKind =
  /** Answers with status `value`, with `headers`. */
  | 'status'
  /** Closes the connection with a reset after `after` bytes of the body (0: before the headers). */
  | 'reset'
  /** Promises the whole length and ends after `after` bytes. */
  | 'short-body'
  /** Promises and sends only `after` bytes. */
  | 'short-length'
  /** Sends `after` bytes, then nothing more, and keeps the connection open. */
  | 'stall'
  /** Sends `value` bytes every 10 ms; not a fault, but what makes a download last. */
  | 'slow'
  /** Never answers. */
  | 'stall-headers'
  /** Sends the whole file with 200, whatever Range says. */
  | 'ignore-range'
  /** A Content-Range that is `value` bytes off. */
  | 'wrong-range'
  /** Compresses the body although nobody asked for it. */
  | 'gzip'
  /** A login page with status 200. */
  | 'html'
  /** The pointer file of LFS instead of the file. */
  | 'pointer'
  /** One byte at position `after` of the file is another. */
  | 'flip'
  /** The right number of zero bytes. */
  | 'zeros'
  /** The file has another ETag and other bytes from now on. */
  | 'changed'
  /** More bytes than the file has. */
  | 'overlong'
  /** Redirects to `value`; `{self}` in it is the request's own address. */
  | 'redirect'
  /** The signed address counts as expired. */
  | 'expired'
  /** An ETag that must not stand in If-Range; with `after`, the connection breaks there. */
  | 'weak-etag'
  /** A page link to `value`; `{self}` as above, `{fresh}` a new cursor every time. */
  | 'link'
  /** The JSON answer is `value`. */
  | 'json'
  /** A JSON answer cut off in the middle. */
  | 'broken-json'
  /** An answer that never ends: a byte every few milliseconds. */
  | 'drip'
  /** The same, as fast as it can. */
  | 'flood'
  /** Headers that never end. */
  | 'header-flood'
  /** Interim answers (103) that never end. */
  | 'hints'

export interface Fault {
  readonly kind: FaultKind
  readonly at: Endpoint
  /** Only for this file. */
  readonly path?: string
  /** How many requests it hits; for ever without it. */
  readonly times?: number
  /** How many matching requests are spared first. */
  readonly skip?: number
  readonly after?: number
  readonly value?: unknown
  readonly headers?: Readonly<Record<string, string>>
}

/** The faults that are switched on, each with its count. */
export class FaultBox {
  #armed: { readonly fault: Fault; spared: number; left: number }[] = []

  set(faults: readonly Fault[]): void {
    this.#armed = faults.map((fault) => ({
      fault,
      spared: fault.skip ?? 0,
      left: fault.times ?? Number.POSITIVE_INFINITY,
    }))
  }

  /** The fault that hits this request, counted as used. */
  take(at: Endpoint, path: string | null): Fault | null {
    for (const armed of this.#armed) {
      if (armed.fault.at !== at || (armed.fault.path !== undefined && armed.fault.path !== path)) continue
      if (armed.spared > 0) {
        armed.spared--
        continue
      }
      if (armed.left <= 0) continue
      armed.left--
      return armed.fault
    }
    return null
  }
}
