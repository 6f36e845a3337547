import type { AuditRecord } from '../contract/audit.ts'

/** What opens every line of the vocabulary audit. */
export const vocabularyMarker = '[VOCAB AUDIT]'

const missing = "' is missing token '"
const modelOpens = `${vocabularyMarker} Model '`
const defaultOpens = `${vocabularyMarker} Default source model '`

// `\s+` stands where loggers and terminals wrap the line.
const skippedTail = /' \(ID: (-?\d+)\)\.\s+Donor size: (\d+), Requested Index: (-?\d+)\. Skipping\./y
const zeroedTail = /'\s+from its physical tensor\. Falling back to zero\./y
const moreTail = /' \(rows: (\d+), IDs (-?\d+)\.\.(-?\d+)\)\./y
const moreCount = /': (\d+) more tokens missing from '/g

/** The last place in the text where the tail fits; what stands before it may hold anything. */
function lastTail(text: string, tail: RegExp): RegExpExecArray | null {
  for (let at = text.lastIndexOf("'"); at >= 0; at = at > 0 ? text.lastIndexOf("'", at - 1) : -1) {
    tail.lastIndex = at
    const match = tail.exec(text)
    if (match) return match
  }
  return null
}

/**
 * The model and the token of `Model 'M' is missing token 'T` + tail. A token may hold anything, quotes and
 * line breaks included; a model's name anything but the words ` is missing token ` in quotes.
 */
function split(text: string, opens: string, tail: RegExp) {
  const end = text.startsWith(opens) ? text.indexOf(missing, opens.length) : -1
  const match = end < 0 ? null : lastTail(text, tail)
  const token = end + missing.length
  return match && match.index >= token
    ? { model: text.slice(opens.length, end), token: text.slice(token, match.index), match }
    : null
}

function parseMore(text: string, line: number): AuditRecord | null {
  const tail = text.startsWith(modelOpens) ? lastTail(text, moreTail) : null
  if (!tail) return null
  const count = [...text.slice(0, tail.index).matchAll(moreCount)].at(-1)
  if (!count) return null
  return {
    kind: 'more',
    model: text.slice(modelOpens.length, count.index),
    token: null,
    outputId: null,
    donorId: null,
    donorRows: Number(tail[1]),
    line,
    count: Number(count[1]),
    tensor: text.slice(count.index + count[0].length, tail.index),
  }
}

/**
 * Reads one audit entry, which starts with the marker and may hold line breaks, in linear time.
 * Returns null while it is not complete (or is not an audit entry at all).
 */
export function parseVocabularyEntry(text: string, line: number): AuditRecord | null {
  const skipped = split(text, modelOpens, skippedTail)
  if (skipped) {
    const { model, token, match } = skipped
    const [, id, rows, index] = match
    return {
      kind: 'skipped',
      model,
      token,
      outputId: Number(id),
      donorRows: Number(rows),
      donorId: Number(index),
      line,
    }
  }
  const zeroed = split(text, defaultOpens, zeroedTail)
  if (!zeroed) return parseMore(text, line)
  const { model, token } = zeroed
  return { kind: 'zeroed', model, token, outputId: null, donorRows: null, donorId: null, line }
}
