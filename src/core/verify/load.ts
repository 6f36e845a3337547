import type { LoadReport } from '../bridge/calls.ts'
import type { OutputCheck } from '../contract/verify.ts'
import { formatCount } from '../text/units.ts'
import { fail, pass, skip, warn } from './check.ts'

/** transformers loads the model, a forward pass is finite, the tokenizer round-trips, a sample reply. */
export function checkLoad(report: LoadReport): OutputCheck[] {
  const quoted = (texts: readonly string[]) => texts.map((text) => JSON.stringify(text)).join(', ')
  const { missing, roundTrip, brokenSpecials, reply } = report
  const checks = [
    missing.length === 0
      ? pass('load-model', `transformers loads it: ${formatCount(report.parameters)} parameters`)
      : fail(
          'load-model',
          `transformers had to make up ${missing.length} tensors: ${missing.slice(0, 3).join(', ')}`,
        ),
    report.finite
      ? pass('load-forward', `a forward pass over ${report.ids.length} token ids is finite`)
      : fail(
          'load-forward',
          `a forward pass over the token ids ${report.ids.slice(0, 8).join(', ')} … is not finite`,
        ),
  ]
  if (!report.tokenizer) return [...checks, skip('load-tokenizer', 'there is no tokenizer to try')]
  checks.push(
    roundTrip === null
      ? pass('load-tokenizer', 'the tokenizer gives back the text it was given')
      : warn('load-tokenizer', `the tokenizer gives back another text: ${JSON.stringify(roundTrip)}`),
    brokenSpecials.length === 0
      ? pass('load-special-tokens', 'every special token is one id and back')
      : fail(
          'load-special-tokens',
          `special tokens that are not one id and back: ${quoted(brokenSpecials.slice(0, 5))}`,
        ),
    reply === null
      ? skip('load-reply', 'no chat template to reply with')
      : pass('load-reply', `a reply of 20 tokens: ${JSON.stringify(reply)}`),
  )
  return checks
}
