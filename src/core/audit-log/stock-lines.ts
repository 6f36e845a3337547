import type { AuditRecord } from '../contract/audit.ts'
import { largestOf } from '../many.ts'
import { readPythonRepr } from './python-repr.ts'

type Reading = Partial<AuditRecord> & { readonly end: number }

interface StockLine {
  readonly code: string
  /** A text that every such warning contains. */
  readonly needle: string
  /** Reads the warning around the needle, in what follows the warning before it. */
  readonly read: (text: string, needle: number) => Reading | null
}

/** Longer names and tokens are none. */
const longest = 1 << 12

/** The Python literal after the last `word` in the text, what stands before the word, and what follows. */
function literalAfterLast(text: string, word: string) {
  for (const at of new Set([text.lastIndexOf(word), text.indexOf(word)])) {
    const literal = at < 0 ? null : readPythonRepr(text.slice(at + word.length))
    if (literal)
      return {
        value: literal.value,
        before: text.slice(0, at),
        after: text.slice(at + word.length + literal.length),
      }
  }
  return null
}

const loggers = ['WARNING:', 'ERROR:', 'INFO:', 'DEBUG:', 'CRITICAL:']

/** The model's name at the end of a text: all that follows the logger, or else the last word. */
function modelAtEnd(text: string): string {
  const line = text.slice(text.lastIndexOf('\n') + 1)
  const at = largestOf(loggers.map((word) => line.lastIndexOf(word)))
  const name = at < 0 ? -1 : line.indexOf(':', line.indexOf(':', at) + 1)
  return name < 0 ? line.slice(line.lastIndexOf(' ') + 1) : line.slice(name + 1).trim()
}

/** What follows `text` from `at` on, up to `end`; null where there is no end or it is too far. */
function upTo(text: string, at: number, end: string): string | null {
  const piece = text.slice(at, at + longest)
  const length = piece.indexOf(end)
  return length < 0 ? null : piece.slice(0, length)
}

/** Warnings and errors that a stock mergekit writes about vocabularies. */
const stockLines: readonly StockLine[] = [
  {
    code: 'token-beyond-config',
    needle: ' tokenizer but >= vocab_size',
    read: (text, needle) => {
      const literal = literalAfterLast(text.slice(Math.max(0, needle - longest), needle), 'Token ')
      const model = literal?.after.startsWith(' present in ') ? literal.after.slice(12) : null
      return literal && model ? { token: literal.value, model, end: needle + 28 } : null
    },
  },
  {
    code: 'index-beyond-config',
    needle: ' (padding?)',
    read: (text, needle) => {
      const literal = literalAfterLast(text.slice(Math.max(0, needle - longest), needle), ' token ')
      const sizes = literal && /^ has index (\d{1,15})>(\d{1,15})$/.exec(literal.after)
      if (!literal || !sizes) return null
      const model = modelAtEnd(literal.before)
      return {
        model,
        token: literal.value,
        donorId: Number(sizes[1]),
        donorRows: Number(sizes[2]) + 1,
        end: needle + 11,
      }
    },
  },
  {
    code: 'no-embedding',
    needle: 'No embedding for token ',
    read: (text, needle) => {
      const start = needle + 23
      const literal = readPythonRepr(text.slice(start, start + longest))
      const at = start + (literal?.length ?? 0)
      const model = literal && text.startsWith(' in model ', at) ? upTo(text, at + 10, '!') : null
      return literal && model ? { token: literal.value, model, end: at + 11 + model.length } : null
    },
  },
  {
    code: 'token-nowhere',
    needle: ' not found in any model',
    read: (text, needle) => {
      const literal = literalAfterLast(text.slice(Math.max(0, needle - longest), needle), 'Token ')
      return literal?.after === '' ? { token: literal.value, end: needle + 23 } : null
    },
  },
  {
    code: 'truncated-to-common-rows',
    needle: 'Using common submatrix of size torch.Size([',
    read: (text, needle) => {
      const match = /^(\d{1,15})[\d, ]{0,200}\]\) for (\S{1,4096})/.exec(
        text.slice(needle + 43, needle + 43 + longest),
      )
      return match && { donorRows: Number(match[1]), tensor: match[2]!, end: needle + 43 + match[0].length }
    },
  },
  {
    code: 'tokenizer-unreadable',
    needle: 'Unable to load tokenizer for ',
    read: (text, needle) => {
      const start = needle + 29
      const model = upTo(text, start, '. Assuming same as ') ?? text.slice(start, start + longest).trimEnd()
      return model ? { model, end: start + model.length } : null
    },
  },
]

const empty = { model: null, token: null, outputId: null, donorRows: null, donorId: null }

/**
 * The warnings of stock mergekit in a text, in order, as records of kind `warning` with a `code`. Each needle
 * is looked for once, and a warning is read in what follows the one before it.
 */
export function* parseStockLines(text: string, line: number): Generator<AuditRecord> {
  const ahead = stockLines
    .map((known) => ({ known, at: text.indexOf(known.needle) }))
    .filter(({ at }) => at >= 0)
  for (let from = 0; ahead.length > 0; ) {
    const first = ahead.reduce((nearest, other) => (other.at < nearest.at ? other : nearest))
    const { known, at } = first
    const message = at < from ? null : known.read(text.slice(from), at - from)
    if (message) {
      const { end, ...read } = message
      yield { kind: 'warning', ...empty, ...read, code: known.code, line }
      from += end
    }
    first.at = text.indexOf(known.needle, Math.max(from, at + known.needle.length))
    if (first.at < 0) ahead.splice(ahead.indexOf(first), 1)
  }
}
