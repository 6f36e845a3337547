import { unknownName } from './jinja-names.ts'
import { afterTag, type JinjaFault } from './jinja-tag.ts'
import type { Position } from './types.ts'

/** What opens a tag, and the raw text in which nothing does. */
const [opening, raw, rawEnd] = [
  /\{[{%#]/g,
  /\{%[-+]?[\s\x1c-\x1f\x85]*raw[\s\x1c-\x1f\x85]*-?%\}/y,
  /\{%[-+]?[\s\x1c-\x1f\x85]*endraw[\s\x1c-\x1f\x85]*[-+]?%\}/g,
]
/** Statements that never stand without their end. */
const paired = ['for', 'if', 'macro', 'call', 'filter', 'generation']

interface OpenStatement {
  readonly word: string
  readonly at: number
}

/**
 * Why Jinja will not compile a template, as far as its tags, brackets, texts and the names of its filters and tests tell.
 * What else may be wrong, only Jinja itself can say; what is found here is wrong for certain.
 */
export function jinjaProblem(template: string): (Position & Omit<JinjaFault, 'at'>) | null {
  const fault = findFault(template)
  if (!fault) return null
  const lines = template.slice(0, fault.at).split(/\r\n|\r|\n/)
  const { at: _, ...said } = fault
  return { line: lines.length, column: lines.at(-1)!.length + 1, ...said }
}

function findFault(template: string): JinjaFault | null {
  const open: OpenStatement[] = []
  for (let at = indexOf(opening, template, 0); at >= 0; ) {
    const next = afterOpening(template, at, open)
    if (typeof next !== 'number') return next
    at = indexOf(opening, template, next)
  }
  const last = open.at(-1)
  return last ? { at: last.at, message: `{% ${last.word} %} has no {% end${last.word} %}` } : null
}

function indexOf(pattern: RegExp, text: string, from: number): number {
  pattern.lastIndex = from
  return pattern.exec(text)?.index ?? -1
}

/** Where the text goes on behind a tag, or what is wrong with it. */
function afterOpening(template: string, at: number, open: OpenStatement[]): number | JinjaFault {
  const isRaw = indexOf(raw, template, at) === at
  if (isRaw) {
    const inside = raw.lastIndex
    if (indexOf(rawEnd, template, inside) >= 0) return rawEnd.lastIndex
    return isOver(template, inside) ?? { at, message: '{% raw %} has no {% endraw %}' }
  }
  if (template[at + 1] === '#') {
    const end = template.indexOf('#}', at + 2)
    return end < 0 ? (isOver(template, at + 2) ?? { at, message: 'the comment {# has no end #}' }) : end + 2
  }
  const end = afterTag(template, at)
  if (typeof end !== 'number') return end
  // Within {% if %} Jinja looks a name up only when it comes to it.
  const unknown = open.at(-1)?.word === 'if' ? null : unknownName(template.slice(at, end))
  if (unknown) return { ...unknown, at: at + unknown.at }
  return template[at + 1] === '%' ? (nested(template, at, open) ?? end) : end
}

/** Jinja says nothing of a comment or raw text in which nothing stands before the template ends. */
const isOver = (template: string, inside: number): number | null =>
  /^[-+]?(?:\r\n|\r|\n)?$/.test(template.slice(inside, inside + 4)) ? template.length : null

/** Takes note of a statement that opens or closes others, and says where it has no place. */
function nested(template: string, at: number, open: OpenStatement[]): JinjaFault | null {
  const word = /^[-+]?\s*([A-Za-z_]+)(?!\w)/.exec(template.slice(at + 2, at + 200))?.[1] ?? ''
  if (paired.includes(word)) open.push({ word, at })
  if (!word.startsWith('end') || !paired.includes(word.slice(3))) return null
  const closed = open.pop()
  if (closed?.word === word.slice(3)) return null
  const meant = closed ? `{% ${closed.word} %} wants {% end${closed.word} %} first` : 'no block is open'
  return { at, message: `{% ${word} %} stands where ${meant}` }
}
