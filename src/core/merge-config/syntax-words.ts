import type { YAMLError } from 'yaml'

/** What is wrong, what to do, and where, if that is not where the parser noticed it. */
export interface Words {
  readonly message: string
  readonly hint: string
  readonly at?: number
}

/** An error of the parser in the words of somebody who writes a config; null for those that its own words are good for. */
export function wordsOf({ code, pos: [at] }: YAMLError, text: string): Words | null {
  const here = text.slice(at)
  if (/^(?:```|~~~)/.test(here))
    return {
      message: 'a line like this marks code in Markdown and is not YAML',
      hint: `remove the lines that begin with ${here.slice(0, 3)}`,
    }
  switch (code) {
    case 'BAD_INDENT':
      return wordsOfLine(at, text)
    case 'BLOCK_AS_IMPLICIT_KEY':
    case 'MULTILINE_IMPLICIT_KEY':
    case 'MISSING_CHAR':
      return wordsOfKey(at, text)
    case 'UNEXPECTED_TOKEN':
      return {
        message: 'this does not belong here',
        hint: 'indent it like the lines it belongs with; a key needs a colon and a space',
      }
    case 'BAD_DQ_ESCAPE':
      return {
        message: `${here.slice(0, 2)} means nothing in double quotes`,
        hint: 'use single quotes, in which \\ is a character like any other',
      }
    case 'BAD_SCALAR_START':
      return {
        message: `text may not begin with ${here.charAt(0)}`,
        hint: 'put it in quotes if it is text',
      }
    default:
      return null
  }
}

/** A line that begins in another column than those that it belongs with. */
function wordsOfLine(at: number, text: string): Words {
  const line = text.lastIndexOf('\n', at - 1) + 1
  const first = line + indentOf(text.slice(line))
  if (/^-[^\s-]/.test(text.slice(first)))
    return { at: first, message: 'no space follows the dash', hint: 'write - model: …' }
  return { ...strayLine, at: first }
}

/** Something that was taken for a key and cannot be one. */
export function wordsOfKey(at: number, text: string): Words {
  const start = text.lastIndexOf('\n', at - 1) + 1
  const [whole = '', ...after] = text.slice(start).split('\n')
  const dash = isItem(whole) && whole.slice(0, at - start).trim().length < 2 ? indentOf(whole) : -1
  if (dash >= 0) return { ...strayItem, at: start + dash }
  const next = after.findIndex((each) => /^\s*[^\s#]/.test(each))
  const following = after[next] ?? ''
  const there = start + [whole, ...after.slice(0, next)].join('\n').length + 1 + indentOf(following)
  if (isItem(following)) return { ...strayItem, at: there }
  if (/:(?:\s|$)/.test(whole.slice(at - start)))
    return {
      message: 'this line has a second colon',
      hint: 'put the value in quotes if it is text; a key begins a line of its own',
    }
  return hasKey(following) && indentOf(following) > indentOf(whole) ? { ...strayLine, at: there } : noColon
}

const isItem = (line: string): boolean => /^\s*-(?:\s|$)/.test(line)
const hasKey = (line: string): boolean => /:(?:\s|$)/.test(line)
const indentOf = (line: string): number => line.length - line.trimStart().length

const strayItem = {
  message: 'there is a list item here, but no list that it continues',
  hint: 'put a list under a key without a value, such as models:, and indent all its items equally',
}
const strayLine = {
  message: 'this line is indented differently from the lines it belongs with',
  hint: 'indent it like its neighbours',
}
const noColon = {
  message: 'no colon follows this key',
  hint: 'write key: value, with a space after the colon',
}
