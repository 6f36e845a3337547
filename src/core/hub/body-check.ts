import { counted, formatCount } from '../text/units.ts'
import { parseContentRange } from './content-range.ts'
import { HubError } from './hub-error.ts'

/** What the head of a response says about its body. */
export interface BodyHead {
  readonly host: string
  readonly status: number
  readonly header: (name: string) => string | null
}

/** What was asked for: the bytes from `offset` to `end` of a file of `size`. */
export interface BodyWanted {
  readonly path: string
  readonly size: number
  readonly offset: number
  /** Exclusive. */
  readonly end: number
  /** The ETag that this origin gave for the bytes before `offset`. */
  readonly etag: string | null
}

/**
 * Whether the body is the part that was asked for, or the whole file instead.
 * Throws a HubError where the head already shows that these are not the bytes wanted.
 */
export function judgeBody(head: BodyHead, wanted: BodyWanted): 'part' | 'whole' {
  const { status, header } = head
  const invalid = (what: string, retry: 'again' | 'restart' = 'again') =>
    new HubError('hub-response-invalid', `${head.host} sent ${what} for ${wanted.path}`, {
      retry,
      hint: 'check HF_ENDPOINT and the proxy',
      context: { path: wanted.path, status },
    })
  const isEncoded = !['', 'identity'].includes(header('content-encoding')?.trim().toLowerCase() ?? '')
  const length = /^\d+$/.test(header('content-length') ?? '') ? Number(header('content-length')) : null
  if (status === 206) {
    const range = parseContentRange(header('content-range'))
    if (isEncoded) throw invalid('a compressed part', 'restart')
    if (!range || range.first !== wanted.offset || range.last !== wanted.end - 1)
      throw invalid('another part than was asked')
    if (range.total !== null && range.total !== wanted.size)
      throw invalid('a part of another file', 'restart')
    if (length !== null && length !== wanted.end - wanted.offset) throw invalid('a part of the wrong length')
    const etag = header('etag')
    if (wanted.etag !== null && etag !== null && etag !== wanted.etag)
      throw invalid('a part of a changed file', 'restart')
    return 'part'
  }
  const isRight = isEncoded || length === null || length === wanted.size
  if (/^text\/html\b/i.test(header('content-type') ?? '') && (!isRight || length === null))
    throw new HubError('hub-portal', `${head.host} sent a web page instead of ${wanted.path}`, {
      hint: 'log in to the network, or check HF_ENDPOINT and the proxy',
    })
  if (!isRight) throw invalid(`${counted(length, 'byte')} instead of ${formatCount(wanted.size)}`)
  return 'whole'
}
