import type { OutputCheck } from '../contract/verify.ts'
import { quotedToken } from '../text/token-text.ts'
import { counted } from '../text/units.ts'
import { bytesInAll, noMerges } from '../tokenizer/merges.ts'
import { fail, pass, skip } from './check.ts'

interface TokenizerModel {
  readonly type?: unknown
  readonly vocab?: unknown
  readonly merges?: unknown
}

/**
 * The merges of a BPE tokenizer are there and lead to tokens that exist: a conversion to GGUF stumbles over
 * anything else. `json` is the parsed tokenizer.json; null when there is none.
 */
export function checkMerges(json: unknown): OutputCheck {
  const model = (json as { model?: TokenizerModel } | null)?.model
  const vocab = model?.vocab
  if (model?.type !== 'BPE' || typeof vocab !== 'object' || vocab === null)
    return skip('tokenizer-merges', 'there is no BPE tokenizer.json, so there are no merges to check')
  const merges = Array.isArray(model.merges) ? model.merges : []
  if (merges.length === 0 && Object.keys(vocab).filter((token) => [...token].length > 1).length > bytesInAll)
    return fail('tokenizer-merges', noMerges)
  for (const merge of merges) {
    const [left = '', right = ''] = typeof merge === 'string' ? merge.split(' ') : (merge as string[])
    if (!Object.hasOwn(vocab, left + right))
      return fail('tokenizer-merges', `a merge leads to ${quotedToken(left + right)}, which is not a token`)
  }
  return pass('tokenizer-merges', `${counted(merges.length, 'merge')}; each leads to a token`)
}
