import type { CST } from 'yaml'
import { codePoints } from '../text/code-points.ts'
import { codePoint, keptBreaks } from './pyyaml-characters.ts'
import { syntaxParts, type Word } from './syntax-parts.ts'
import { wordsOfKey } from './syntax-words.ts'
import type { Problem } from './yaml-problem.ts'

/** From the start of a key to its colon, where no `?` announces the key. */
const longestKey = 1024

/**
 * What the parser takes and PyYAML refuses: tabs between words, names of anchors with more than letters and digits,
 * keys that are empty, too long or on two lines, and some values in brackets. `lines` is the text as PyYAML sees its
 * lines, `text` as it was written, with every character at the same place.
 */
export function refusedByPyYaml(token: CST.Token, lines: string, text: string): Problem | null {
  for (const part of syntaxParts(token)) {
    const problem =
      'unclosed' in part
        ? unclosed(part.unclosed)
        : 'entry' in part
          ? problemOfKey(part.entry, lines)
          : (unclosedQuote(part.word) ??
            tabIn(part.word) ??
            problemOfWord(part.word, lines, part.inFlow) ??
            keptBreakIn(part.word, text))
    if (problem) return problem
  }
  return null
}

const closers: Record<string, string> = { '[': ']', '{': '}' }

const unclosed = ({ offset: at, source }: Word): Problem => {
  const opener = source.charAt(0)
  return {
    code: 'config-not-yaml',
    at,
    message: `the ${opener} here is never closed`,
    hint: `write the ${closers[opener] ?? opener} that ends it`,
  }
}

const unclosedQuote = (word: Word): Problem | null =>
  word.type.endsWith('-quoted-scalar') && (word.source.length < 2 || word.source.at(-1) !== word.source[0])
    ? unclosed(word)
    : null

const withTabs = new Set(['comment', 'single-quoted-scalar', 'double-quoted-scalar', 'block-scalar'])

function tabIn({ type, offset, source }: Word): Problem | null {
  const tab = withTabs.has(type) ? -1 : source.indexOf('\t')
  if (tab < 0) return null
  return {
    code: 'config-tab',
    at: offset + tab,
    message: 'there is a tab here, and mergekit reads one only in quotes, in comments and in blocks of text',
  }
}

const directive = /^%(?:YAML +1\.\d+|TAG +(?:!|!!|![\w-]+!) +[^ ]+|(?!(?:YAML|TAG)(?: |$))[\w-]+(?: .*)?) *$/

function problemOfWord({ type, offset: at, source }: Word, lines: string, inFlow: boolean): Problem | null {
  const refused = (message: string, hint = 'put it in quotes if it is text'): Problem => ({
    code: 'config-not-yaml',
    at,
    message,
    hint,
  })
  if ((type === 'anchor' || type === 'alias') && !/^[&*][\w-]+$/.test(source))
    return refused(`the name after ${source.charAt(0)} may contain only letters, digits, - and _`)
  if (type === 'tag' && source === '!') return refused('a tag without a name stands here', 'remove the !')
  if (type === 'tag' && !/^[ \r\n]?$/.test(lines.charAt(at + source.length)))
    return refused(`no space follows the tag ${source}`)
  if (type === 'scalar' && inFlow && /^:|\?/.test(source))
    return refused('text in brackets may not contain ? or start with : without quotes')
  if (type === 'double-quoted-scalar' && /\\\r?\n[ \t]*\r?\n/.test(source))
    return refused('an empty line follows a line that ends in \\', 'write \\n where a line ends')
  if (type === 'directive' && !directive.test(source))
    return refused('PyYAML does not accept this directive', 'remove the line')
  return null
}

/** U+2028 and U+2029 end a line for PyYAML and stay in the text; nobody who writes one means that. */
function keptBreakIn({ type, offset, source }: Word, text: string): Problem | null {
  const index = type.endsWith('scalar') ? text.slice(offset, offset + source.length).search(keptBreaks) : -1
  if (index < 0) return null
  const char = codePoint(text.charAt(offset + index))
  return {
    code: 'config-character',
    at: offset + index,
    message: `the character ${char} is in this text, and mergekit takes it for the end of a line`,
    hint: `remove it, or write ${char.replace('U+', '\\u')} in double quotes`,
  }
}

const beforeKey = new Set(['space', 'comment', 'comma', 'seq-item-ind'])

function problemOfKey({ start, key, sep }: CST.CollectionItem, lines: string): Problem | null {
  const colon = sep?.find(({ type }) => type === 'map-value-ind')
  if (!colon || start.some(({ type }) => type === 'explicit-key-ind')) return null
  const line = start.slice(start.findLastIndex(({ type }) => type === 'newline') + 1)
  const first = [...line, key].find((token) => token && !beforeKey.has(token.type))
  const refused = (at: number, message: string): Problem => ({ code: 'config-not-yaml', at, message })
  if (!first) return refused(colon.offset, 'no key stands before this colon')
  if (codePoints(lines.slice(first.offset, colon.offset)) > longestKey)
    return refused(first.offset, `this key is longer than ${longestKey} characters`)
  return lines.slice(first.offset, colon.offset).includes('\n')
    ? { code: 'config-not-yaml', at: first.offset, ...wordsOfKey(first.offset, lines) }
    : null
}
