import { Lexer } from 'yaml'

/** What the lexer keeps to itself; its version is pinned. */
interface Inside {
  indentNext: number
  readonly flowLevel: number
  parseQuotedScalar: () => Generator<string, unknown>
}

/** A lexer that, as PyYAML, takes no notice of indentation within brackets and quotes. */
export function pyYamlLexer(): Lexer {
  const lexer = new Lexer()
  const inside = lexer as unknown as Inside
  const quoted = inside.parseQuotedScalar
  let indentNext = 0
  let inQuotes = false
  Object.defineProperty(inside, 'indentNext', {
    get: () => (inQuotes || inside.flowLevel > 0 ? 0 : indentNext),
    set: (value: number) => {
      indentNext = value
    },
  })
  inside.parseQuotedScalar = function* () {
    inQuotes = true
    const next = yield* quoted.call(lexer)
    inQuotes = false
    return next
  }
  return lexer
}
