import { createHash } from 'node:crypto'
import { JsonError, TakenJsonError } from '../../core/json/json-error.ts'
import type { AddedToken } from '../../core/tokenizer/added-tokens.ts'
import { type ParsedTokenizer, parseTokenizer } from '../../core/tokenizer/parse-tokenizer.ts'
import { readRange } from '../files/model/read-range.ts'

/** A tokenizer.json: where it lies on this machine, or its bytes. */
export type TokenizerSource =
  | { readonly path: string; readonly size: number }
  | { readonly bytes: Uint8Array<ArrayBuffer> }

/**
 * What came of it; `problem` is half a sentence: what the file holds that it must not; isTaken: the tokenizers library
 * takes it all the same.
 */
export type TokenizerOutcome =
  | { readonly parsed: ParsedTokenizer }
  | { readonly problem: string; readonly isTaken: boolean }

export async function loadSource(source: TokenizerSource): Promise<{ bytes: Uint8Array; hash: string }> {
  const bytes = 'bytes' in source ? source.bytes : await readRange(source.path, 0, source.size)
  return { bytes, hash: createHash('sha256').update(bytes).digest('hex') }
}

export function parseBytes(bytes: Uint8Array, extra: readonly AddedToken[]): TokenizerOutcome {
  try {
    return { parsed: parseTokenizer(bytes, extra) }
  } catch (error) {
    if (error instanceof JsonError)
      return { problem: error.message, isTaken: error instanceof TakenJsonError }
    throw error
  }
}
