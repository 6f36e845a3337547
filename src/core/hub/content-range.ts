/** `bytes 10-99/100` as numbers; `total` null for `*`. Null for anything else. */
export interface ContentRange {
  readonly first: number
  readonly last: number
  readonly total: number | null
}

export function parseContentRange(header: string | null): ContentRange | null {
  const match = /^bytes (\d+)-(\d+)\/(\d+|\*)$/.exec(header?.trim() ?? '')
  if (!match) return null
  const [first, last] = [Number(match[1]), Number(match[2])]
  const total = match[3] === '*' ? null : Number(match[3])
  if (first > last || (total !== null && last >= total)) return null
  return { first, last, total }
}

/** An ETag that may stand in If-Range: a strong one (RFC 9110 §13.1.5). */
export function strongEtag(header: string | null): string | null {
  return header !== null && /^"[\x21\x23-\x7e\x80-\xff]*"$/.test(header) ? header : null
}
