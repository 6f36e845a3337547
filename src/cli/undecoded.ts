import { existsSync } from 'node:fs'
import { MergescopeError } from '../core/errors.ts'
import { quote } from '../core/json/quote.ts'

/** What stands in the place of bytes that are no UTF-8, wherever arguments come from. */
const replaced = '\ufffd'

/**
 * Why a command line cannot be followed whose arguments have lost bytes on their way: what they name now is something
 * else. null where none has, and of a path that is really called so.
 */
export function undecoded(argv: readonly string[]): MergescopeError | null {
  const lost = argv.find((word) => word.includes(replaced) && ![word, behindEquals(word)].some(isThere))
  if (lost === undefined) return null
  return new MergescopeError('usage', `${quote(lost)} holds bytes that are not UTF-8`, {
    hint: 'name it in UTF-8; a folder or file of another name can be renamed, or reached by a link',
  })
}

const behindEquals = (word: string): string => word.slice(word.indexOf('=') + 1)

/** Whether the part of a path that holds them is there. */
function isThere(path: string): boolean {
  const end = path.slice(path.lastIndexOf(replaced)).search(/[\\/]/)
  return existsSync(end < 0 ? path : path.slice(0, path.lastIndexOf(replaced) + end))
}
