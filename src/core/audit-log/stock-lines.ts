import type { AuditRecord } from '../contract/audit.ts'
import { readPythonRepr } from './python-repr.ts'

interface StockLine {
  readonly code: string
  /** A text that every such line contains, cheap to look for. */
  readonly needle: string
  readonly read: (line: string) => Partial<AuditRecord> | null
}

/** The Python literal that follows `word` in the line, and what comes after it. */
function literalAfter(line: string, word: string): { value: string; before: string; after: string } | null {
  const at = line.indexOf(word)
  if (at < 0) return null
  const start = at + word.length
  const literal = readPythonRepr(line.slice(start))
  return (
    literal && { value: literal.value, before: line.slice(0, at), after: line.slice(start + literal.length) }
  )
}

/** What a logger puts before its message (`WARNING:mergekit.tokenizer.build:`), which is no model name. */
const loggerPrefix = /^(?:.*?\b(?:WARNING|ERROR|INFO|DEBUG|CRITICAL):[\w.]*:)?\s*/

/** Warnings and errors that a stock mergekit writes about vocabularies (0.1.4 and 0.1.5). */
const stockLines: readonly StockLine[] = [
  {
    code: 'token-beyond-config',
    needle: 'tokenizer but >= vocab_size',
    read: (line) => {
      const found = literalAfter(line, 'Token ')
      const model = found && /^ present in ([\s\S]+) tokenizer but >= vocab_size/.exec(found.after)
      return found && model ? { token: found.value, model: model[1]! } : null
    },
  },
  {
    code: 'index-beyond-config',
    needle: '(padding?)',
    read: (line) => {
      const found = literalAfter(line, ' token ')
      const sizes = found && /^ has index (\d+)>(\d+) \(padding\?\)/.exec(found.after)
      if (!found || !sizes) return null
      const model = found.before.replace(loggerPrefix, '')
      return { model, token: found.value, donorId: Number(sizes[1]), donorRows: Number(sizes[2]) + 1 }
    },
  },
  {
    code: 'no-embedding',
    needle: 'No embedding for token ',
    read: (line) => {
      const found = literalAfter(line, 'No embedding for token ')
      const model = found && /^ in model ([\s\S]+)!/.exec(found.after)
      return found && model ? { token: found.value, model: model[1]! } : null
    },
  },
  {
    code: 'token-nowhere',
    needle: 'not found in any model',
    read: (line) => {
      const found = literalAfter(line, 'Token ')
      return found?.after.startsWith(' not found in any model') ? { token: found.value } : null
    },
  },
  {
    code: 'truncated-to-common-rows',
    needle: 'Using common submatrix of size ',
    read: (line) => {
      const found = /Using common submatrix of size torch\.Size\(\[(\d+)[^\]]*\]\) for (\S+)/.exec(line)
      return found ? { donorRows: Number(found[1]), tensor: found[2]! } : null
    },
  },
  {
    code: 'tokenizer-unreadable',
    needle: 'Unable to load tokenizer for ',
    read: (line) => {
      const found = /Unable to load tokenizer for ([\s\S]+?)(?:\. Assuming same as [\s\S]+\.)?$/.exec(
        line.trimEnd(),
      )
      return found ? { model: found[1]! } : null
    },
  },
]

const empty = { model: null, token: null, outputId: null, donorRows: null, donorId: null }

/** A warning of stock mergekit as a record of kind `warning` with a `code`, or null. */
export function parseStockLine(text: string, line: number): AuditRecord | null {
  for (const known of stockLines) {
    if (!text.includes(known.needle)) continue
    const read = known.read(text)
    if (read) return { kind: 'warning', ...empty, ...read, code: known.code, line }
  }
  return null
}
