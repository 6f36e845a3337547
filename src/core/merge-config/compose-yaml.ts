import { Composer, type Document, Lexer, type LineCounter, Parser } from 'yaml'
import { pyYamlScalars } from './pyyaml-scalars.ts'

/** Levels of nesting, far more than any config has; whatever reads the document calls itself once a level. */
export const deepest = 64

export interface ComposedYaml {
  readonly documents: readonly Document[]
  /** Where the text nests deeper than that; what stands there was not read. */
  readonly tooDeepAt: number | null
}

/** The documents of a text. Stops before it builds what is nested too deeply to be read. */
export function composeYaml(text: string, counter: LineCounter): ComposedYaml {
  const parser = new Parser(counter.addNewLine)
  let tooDeepAt: number | null = null
  function* tokens() {
    counter.addNewLine(0)
    for (const lexeme of new Lexer().lex(text)) {
      yield* parser.next(lexeme)
      if (parser.stack.length <= deepest) continue
      tooDeepAt = parser.offset
      return
    }
    yield* parser.end()
  }
  // Keys that stand twice are found by the survey, which knows both places and takes linear time.
  const options = {
    version: '1.1',
    logLevel: 'silent',
    uniqueKeys: false,
    customTags: () => [...pyYamlScalars],
  } as const
  const documents = [...new Composer(options).compose(tokens())]
  return { documents, tooDeepAt }
}
