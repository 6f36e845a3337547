export interface JinjaFault {
  readonly at: number
  readonly message: string
  readonly hint?: string
}

const closing: ReadonlyMap<string, string> = new Map([
  ['(', ')'],
  ['[', ']'],
  ['{', '}'],
])
const closers: readonly string[] = [...closing.values()]

/** Where the text goes on behind the tag that opens at an index, or what is wrong with it. */
export function afterTag(template: string, start: number): number | JinjaFault {
  const ends = template[start + 1] === '%' ? ['%}', '-%}', '+%}'] : ['}}', '-}}']
  const first = template[start + 2]
  let at = first === '-' || first === '+' ? start + 3 : start + 2
  const brackets: number[] = []
  while (at < template.length) {
    // Within brackets two that close each other, as in {{ {'a': {}} }}, are no end.
    const end = brackets.length > 0 ? undefined : ends.find((text) => template.startsWith(text, at))
    if (end !== undefined) return at + end.length
    const next = afterSign(template, at, brackets)
    if (typeof next !== 'number') return next
    at = next
  }
  const bracket = brackets.at(-1)
  return bracket === undefined
    ? { at: start, message: `the tag ${template.slice(start, start + 2)} has no end ${ends[0]}` }
    : { at: bracket, message: `the bracket ${template[bracket]} is not closed` }
}

function afterSign(template: string, at: number, brackets: number[]): number | JinjaFault {
  const sign = template[at]!
  if (sign === '"' || sign === "'")
    return afterText(template, at) ?? { at, message: `the text that begins with ${sign} has no end` }
  if (closing.has(sign)) brackets.push(at)
  else if (closers.includes(sign)) {
    const opened = brackets.pop()
    if (opened === undefined) return { at, message: `${sign} closes nothing` }
    if (closing.get(template[opened]!) !== sign)
      return { at, message: `${sign} stands where ${closing.get(template[opened]!)} should` }
  }
  return at + 1
}

function afterText(template: string, start: number): number | null {
  for (let at = start + 1; at < template.length; at++) {
    if (template[at] === template[start]) return at + 1
    if (template[at] === '\\') at++
  }
  return null
}
