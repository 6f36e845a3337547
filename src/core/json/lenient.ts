import { isRawObject } from '../model/raw-values.ts'
import { WrittenNumber } from './written-number.ts'

const encoding = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** Levels of nesting; whatever walks the value calls itself once a level. */
const deepest = 64

/**
 * JSON as Python's json module reads it: NaN and Infinity are numbers (state-space models write them).
 * They become null here.
 *
 * Throws SyntaxError (also for more than 64 levels of nesting) or TypeError (text that is not UTF-8).
 */
export function parseLenientJson(bytes: Uint8Array): unknown {
  return JSON.parse(withForeignNumbers(encoding.decode(bytes), () => 'null'))
}

/**
 * The same with every number as it is written, NaN and Infinity among them, also where transformers has put those into
 * objects: `{"__float__": "Infinity"}`.
 */
export function parseWrittenJson(bytes: Uint8Array): unknown {
  const text = withForeignNumbers(encoding.decode(bytes), (number) => standIns[number] ?? number)
  const originals = new Map(Object.entries(standIns).map(([number, standIn]) => [standIn, number]))
  const reviver = (_: string, value: unknown, context?: { readonly source?: string }): unknown => {
    if (typeof value !== 'number') return taggedFloat(value) ?? value
    const source = context?.source ?? String(value)
    return new WrittenNumber(originals.get(source) ?? source)
  }
  return JSON.parse(text, reviver)
}

/** Numbers that no file holds, for those that JSON does not know. */
const standIns: Readonly<Record<string, string>> = {
  NaN: '0e987654321',
  Infinity: '1e987654321',
  '-Infinity': '-1e987654321',
}

/** What transformers reads as a float: an object with this one key, and one of these texts. */
function taggedFloat(value: unknown): WrittenNumber | null {
  if (!isRawObject(value) || value instanceof WrittenNumber) return null
  const [[key, text] = [], ...others] = Object.entries(value)
  const isTagged = key === '__float__' && others.length === 0 && typeof text === 'string'
  return isTagged && Object.hasOwn(standIns, text) ? new WrittenNumber(text) : null
}

const pieces = /["[\]{}]|-?(?:NaN|Infinity)/g

function withForeignNumbers(text: string, replaced: (number: string) => string): string {
  const kept: string[] = []
  let start = 0
  let depth = 0
  pieces.lastIndex = 0
  for (let match = pieces.exec(text); match; match = pieces.exec(text)) {
    const [piece] = match
    if (piece === '"') pieces.lastIndex = stringEnd(text, match.index)
    else if (piece === ']' || piece === '}') depth -= 1
    else if (piece === '[' || piece === '{') depth += 1
    else {
      kept.push(text.slice(start, match.index), replaced(piece))
      start = pieces.lastIndex
    }
    if (depth > deepest) throw new SyntaxError(`more than ${deepest} levels of nesting`)
  }
  return start === 0 ? text : kept.join('') + text.slice(start)
}

/** Where the string that opens at `start` is over; the end of the text for one without end. */
function stringEnd(text: string, start: number): number {
  for (let end = text.indexOf('"', start + 1); end >= 0; end = text.indexOf('"', end + 1)) {
    let slashes = 0
    while (text[end - 1 - slashes] === '\\') slashes += 1
    if (slashes % 2 === 0) return end + 1
  }
  return text.length
}
