import type { AuditRecord } from '../contract/audit.ts'
import { matchPattern, matchWords } from './loose-text.ts'

/** What opens every line of the vocabulary audit. */
export const vocabularyMarker = '[VOCAB AUDIT]'

// Written without spaces: white space is not compared, because loggers and terminals wrap lines anywhere.
const openers = ["[VOCABAUDIT]Model'", "[VOCABAUDIT]Defaultsourcemodel'"] as const
const shareOpeners = ['[DELLAAUDIT]tensor="', '[DELLAAUDIT]modeldonor="'] as const
const missing = "'ismissingtoken'"
const skippedTail = ["'(ID:", '#', ').Donorsize:', '#', ',RequestedIndex:', '#', '.Skipping.']
const zeroedTail = ["'fromitsphysicaltensor.Fallingbacktozero."]
const moreTail = ["'(rows:", '#', ',IDs', '#', '..', '#', ').']
const moreCount = ["':", '#', "moretokensmissingfrom'"]

/**
 * Where an entry of any audit opens, at or after `from`. Unless it has to be `whole`, the text may be over
 * before the opening is.
 */
export function findOpener(text: string, from: number, whole: 'whole' | 'begun'): number {
  for (let at = text.indexOf('[', from); at >= 0; at = text.indexOf('[', at + 1)) {
    const openings = text[at + 1] === 'V' ? openers : text[at + 1] === 'D' ? shareOpeners : []
    const matches = openings.map((words) => matchWords(text, at, words))
    if (matches.some((match) => typeof match === 'number' || (match === 'cut' && whole === 'begun')))
      return at
  }
  return -1
}

export interface Entry {
  readonly record: Omit<AuditRecord, 'line'>
  /** Where the entry ends in its text. */
  readonly end: number
}

/**
 * Reads an audit entry that opens at the start of the text, in linear time: a token may hold anything, quotes
 * and line breaks included, so its last possible end counts. Null while the entry is not complete.
 */
export function parseVocabularyEntry(text: string): Entry | null {
  const [model, source] = openers.map((words) => matchWords(text, 0, words))
  if (typeof model === 'number') return parseSkipped(text, model) ?? parseMore(text, model)
  return typeof source === 'number' ? parseZeroed(text, source) : null
}

function parseSkipped(text: string, start: number): Entry | null {
  const parts = split(text, start, skippedTail)
  if (!parts) return null
  const [outputId, donorRows, donorId] = parts.numbers as [number, number, number]
  const { model, token, end } = parts
  return { record: { kind: 'skipped', model, token, outputId, donorRows, donorId }, end }
}

function parseZeroed(text: string, start: number): Entry | null {
  const parts = split(text, start, zeroedTail)
  if (!parts) return null
  const { model, token, end } = parts
  return { record: { kind: 'zeroed', model, token, outputId: null, donorRows: null, donorId: null }, end }
}

function parseMore(text: string, start: number): Entry | null {
  const tail = lastMatch(text, start, text.length, moreTail)
  const count = tail && lastMatch(text, start, tail.at, moreCount)
  if (!tail || !count) return null
  const record = {
    kind: 'more',
    model: text.slice(start, count.at),
    token: null,
    outputId: null,
    donorId: null,
    donorRows: tail.numbers[0]!,
    count: count.numbers[0]!,
    tensor: text.slice(count.end, tail.at),
  } as const
  return { record, end: tail.end }
}

/** A model's name holds anything but the words ` is missing token ` in quotes. */
function split(text: string, start: number, pattern: readonly string[]) {
  for (let at = text.indexOf("'", start); at >= 0; at = text.indexOf("'", at + 1)) {
    const token = matchWords(text, at, missing)
    if (typeof token !== 'number') continue
    const tail = lastMatch(text, token, text.length, pattern)
    return tail && { ...tail, model: text.slice(start, at), token: text.slice(token, tail.at) }
  }
  return null
}

/** The last place where the pattern, which opens with a quote, stands between two indices. */
function lastMatch(text: string, from: number, to: number, pattern: readonly string[]) {
  for (
    let at = text.lastIndexOf("'", to - 1);
    at >= from && at >= 0;
    at = at > 0 ? text.lastIndexOf("'", at - 1) : -1
  ) {
    const match = matchPattern(text, at, pattern)
    if (match) return { ...match, at }
  }
  return null
}
