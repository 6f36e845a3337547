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
  return JSON.parse(withoutForeignNumbers(encoding.decode(bytes)))
}

const pieces = /["[\]{}]|-?(?:NaN|Infinity)/g

function withoutForeignNumbers(text: string): string {
  const kept: string[] = []
  let start = 0
  let depth = 0
  pieces.lastIndex = 0
  for (let found = pieces.exec(text); found; found = pieces.exec(text)) {
    const [piece] = found
    if (piece === '"') pieces.lastIndex = stringEnd(text, found.index)
    else if (piece === ']' || piece === '}') depth -= 1
    else if (piece === '[' || piece === '{') depth += 1
    else {
      kept.push(text.slice(start, found.index), 'null')
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
