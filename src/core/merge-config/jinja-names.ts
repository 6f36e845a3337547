import { nearest } from './nearest.ts'

/** The filters and tests of Jinja 3.1, which transformers adds none to: it only replaces `tojson`. */
export const jinjaFilters: readonly string[] =
  `abs attr batch capitalize center count d default dictsort e escape filesizeformat first float forceescape format
  groupby indent int items join last length list lower map max min pprint random reject rejectattr replace reverse round
  safe select selectattr slice sort string striptags sum title tojson trim truncate unique upper urlencode urlize
  wordcount wordwrap xmlattr`.split(/\s+/)
export const jinjaTests: readonly string[] =
  `boolean callable defined divisibleby eq equalto escaped even false filter float ge greaterthan gt in integer iterable
  le lessthan lower lt mapping ne none number odd sameas sequence string test true undefined upper`.split(
    /\s+/,
  )

const name = String.raw`([A-Za-z_]\w*(?:\s*\.\s*\w+)*)(?![\w\u0080-\uffff])`
const kinds = [
  { what: 'filter', known: jinjaFilters, use: new RegExp(String.raw`\|\s*${name}`, 'dg') },
  { what: 'filter', known: jinjaFilters, use: new RegExp(String.raw`^\{%[-+]?\s*filter\s+${name}`, 'dg') },
  {
    what: 'test',
    known: jinjaTests,
    use: new RegExp(String.raw`(?<=[\w)\]}"']\s*)\bis\s+(?:not\s+)?${name}`, 'dg'),
  },
]
/** Words of the language beside which `is` may be the name of a variable. */
const words = /\b(?:not|in|is)\s+is\b|\bis\s+(?:else|is)\b/
const text = /(["'])(?:\\[\s\S]|(?!\1)[^\\])*\1/g

export interface UnknownName {
  /** Offset in the tag. */
  readonly at: number
  readonly message: string
  readonly hint?: string
}

/**
 * The first name of a filter or test in a tag that Jinja does not have, for which it refuses the template; null of a
 * tag with an `if`, whose names Jinja looks up only when it comes to them. What is behind `and` and `or` is not looked at:
 * where the left side is constant, Jinja may drop it unread.
 */
export function unknownName(tag: string): UnknownName | null {
  const whole = tag.replace(text, (quoted) => `"${' '.repeat(quoted.length - 2)}"`)
  if (/\b(?:el)?if\b/.test(whole)) return null
  const bare = whole.split(/\b(?:and|or)\b/)[0]!
  for (const { what, known, use } of kinds) {
    if (what === 'test' && words.test(bare)) continue
    for (const match of bare.matchAll(use)) {
      const given = match[1]!.replace(/\s+/g, '')
      if (known.includes(given)) continue
      const meant = nearest(given, known)
      return {
        at: match.indices![1]![0],
        message: `Jinja has no ${what} “${given}”`,
        ...(meant !== null && { hint: `did you mean “${meant}”?` }),
      }
    }
  }
  return null
}
