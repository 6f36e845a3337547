import type { CST } from 'yaml'

export type Word = CST.Token & { readonly source: string }

/** A word of the text and whether it stands in brackets, a bracket that nothing closes, or an entry of a collection. */
export type SyntaxPart =
  | { readonly unclosed: Word }
  | { readonly word: Word; readonly inFlow: boolean }
  | { readonly entry: CST.CollectionItem }

/** Every word of a concrete syntax tree, and every entry once its words were told. */
export function* syntaxParts(token: CST.Token, inFlow = false): Generator<SyntaxPart> {
  if ('items' in token) yield* partsOfCollection(token, inFlow)
  else if (token.type === 'document')
    for (const each of [...token.start, token.value, ...(token.end ?? [])])
      yield* each ? syntaxParts(each, inFlow) : []
  else {
    if (token.type === 'block-scalar') for (const each of token.props) yield* syntaxParts(each, inFlow)
    yield { word: token, inFlow }
    if ('end' in token) for (const each of token.end ?? []) yield* syntaxParts(each, inFlow)
  }
}

type Collection = CST.BlockMap | CST.BlockSequence | CST.FlowCollection

function* partsOfCollection(token: Collection, inFlow: boolean): Generator<SyntaxPart> {
  const isFlow = token.type === 'flow-collection'
  if (isFlow) {
    if (!token.end.some(({ type }) => type === 'flow-map-end' || type === 'flow-seq-end'))
      yield { unclosed: token.start }
    yield* syntaxParts(token.start, true)
  }
  for (const entry of token.items) {
    const { start, key, sep = [], value } = entry
    for (const each of [...start, key, ...sep, value]) yield* each ? syntaxParts(each, isFlow) : []
    yield { entry }
  }
  if (isFlow) for (const each of token.end) yield* syntaxParts(each, inFlow)
}
