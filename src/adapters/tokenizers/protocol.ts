import type { AddedToken } from '../../core/tokenizer/added-tokens.ts'
import type { TokenizerOutcome, TokenizerSource } from './source.ts'

/** A file is loaded first, then parsed or, when another donor had the same bytes, dropped. */
export type ParserRequest =
  | { readonly kind: 'load'; readonly source: TokenizerSource }
  | { readonly kind: 'parse'; readonly extra: readonly AddedToken[] }
  | { readonly kind: 'drop' }

export type ParserReply =
  | { readonly kind: 'loaded'; readonly hash: string }
  | { readonly kind: 'parsed'; readonly outcome: TokenizerOutcome }
  | { readonly kind: 'failed'; readonly message: string }
