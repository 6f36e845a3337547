import { Composer, type CST, type Document, type LineCounter, Parser } from 'yaml'
import { asLines, unprintableIn } from './pyyaml-characters.ts'
import { pyYamlLexer } from './pyyaml-lexer.ts'
import { pyYamlScalars } from './pyyaml-scalars.ts'
import { refusedByPyYaml } from './pyyaml-syntax.ts'
import type { Problem } from './yaml-problem.ts'

/** Levels of nesting, far more than any config has; whatever reads the document calls itself once a level. */
export const deepest = 64

export interface ComposedYaml {
  readonly documents: readonly Document[]
  /** Why PyYAML refuses what the parser has taken. */
  readonly problem: Problem | null
}

/** The documents of a text. Stops before it builds what is nested too deeply to be read. */
export function composeYaml(text: string, counter: LineCounter): ComposedYaml {
  const parser = new Parser(counter.addNewLine)
  const lines = asLines(text)
  let problem = unprintableIn(text)
  function* tokens(): Generator<CST.Token> {
    counter.addNewLine(0)
    for (const lexeme of pyYamlLexer().lex(lines)) {
      for (const token of parser.next(lexeme)) yield checked(token)
      if (parser.stack.length <= deepest) continue
      problem = tooDeep(parser.offset)
      return
    }
    for (const token of parser.end()) yield checked(token)
  }
  function checked(token: CST.Token): CST.Token {
    problem ??= refusedByPyYaml(token, lines, text)
    return token
  }
  // Keys that stand twice are found by the survey, which knows both places and takes linear time.
  const options = {
    version: '1.1',
    logLevel: 'silent',
    uniqueKeys: false,
    customTags: () => [...pyYamlScalars],
  } as const
  const documents = [...new Composer(options).compose(tokens())]
  return { documents, problem }
}

const tooDeep = (at: number): Problem => ({
  code: 'config-too-deep',
  at,
  message: `the config nests more than ${deepest} levels deep here`,
})
