import { parseModelRef } from '../model-ref.ts'

/**
 * The models in pasted text, one a line. Takes what people copy: list marks, quotes, `model:` of a YAML,
 * addresses of model pages, shell prompts' commas, paths as a terminal writes a file that is dropped on it. Lines
 * that name no model are left out, and told.
 */
export function pastedModels(text: string): Pasted {
  const lines = text.split(/[\r\n\u0085\u2028\u2029]+/)
  const read = lines.flatMap((line) => (quotedWords(line) ?? [line]).map((of) => ({ of, name: modelIn(of) })))
  const names = read.flatMap(({ name }) => name ?? [])
  const leftOut = read.flatMap(({ of, name }) => (name === null ? withoutComment(of) || [] : []))
  return { names: [...new Set(names)], leftOut }
}

interface Pasted {
  readonly names: readonly string[]
  /** The lines that name none; one in quotes is always a name. */
  readonly leftOut: readonly string[]
}

const withoutComment = (line: string): string => line.replace(/(^|\s)#.*$/, '').trim()

/** Several words in quotes on one line, as several files that are dropped at once are. */
function quotedWords(line: string): readonly string[] | null {
  const words = line.match(/'[^']*'|"[^"]*"/g)
  return words && words.length > 1 && words.join(' ') === line.trim().replace(/\s+/g, ' ') ? words : null
}

/** What stands in quotes, or with backslashes before its spaces, as a name. */
export function bareName(text: string): string {
  const bare = text.trim()
  const quoted = /^(["'`])(.+)\1$/.exec(bare)
  if (quoted) return quoted[2]!
  return isOfWindows(bare) ? bare : bare.replaceAll(/\\([ '"()&])/g, '$1')
}

const isOfWindows = (text: string): boolean => /^[A-Za-z]:[\\/]|^\\\\/.test(text)

/** A path may hold spaces; elsewhere they are a sentence. The first folder of a path from here is one word. */
const mayHoldSpaces = (text: string): boolean =>
  /^(\.{0,2}\/|~)/.test(text) || isOfWindows(text) || /^[^\s/]+\//.test(text)

function modelIn(line: string): string | null {
  const written = withoutComment(line)
    .replace(/^[-*•]\s+/, '')
    .replace(/^(- )?(model|base_model)\s*:\s*/, '')
    .replace(/[,;]$/, '')
  const name = bareName(written)
    .replace(/^https?:\/\/[^/]+\/([^/]+\/[^/?#]+).*$/, '$1')
    .trim()
  const isQuoted = name !== written && /^["'`]/.test(written)
  // Nobody copies a control character out of a name: it is what some program wrote to a terminal.
  if (name === '' || /\p{Cc}/u.test(name)) return null
  if ((/\s/.test(name) && !isQuoted && !mayHoldSpaces(name)) || /:$/.test(name)) return null
  try {
    parseModelRef(name)
    return name
  } catch {
    return null
  }
}
