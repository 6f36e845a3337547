import type { LoadReport } from '../bridge/calls.ts'
import type { OutputCheck } from '../contract/verify.ts'
import { counted, formatCount } from '../text/units.ts'
import { fail, pass, skip, warn } from './check.ts'

/** transformers loads the model, a forward pass is finite, the tokenizer round-trips, a sample reply. */
export function checkLoad({ loaded }: LoadReport): OutputCheck[] {
  if (loaded === null) return [skip('load-model', 'not loaded: see the check of its class')]
  const { parameters, missing, trial, tokenizer } = loaded
  return [
    missing.length === 0
      ? pass('load-model', `transformers loads it: ${formatCount(parameters)} parameters`)
      : fail(
          'load-model',
          `transformers had to make up ${counted(missing.length, 'tensor')}: ${missing.slice(0, 3).join(', ')}`,
        ),
    checkTrial(trial),
    ...(tokenizer ? checkTried(tokenizer) : [skip('load-tokenizer', 'there is no tokenizer to try')]),
  ]
}

type Tried = NonNullable<NonNullable<LoadReport['loaded']>['tokenizer']>

function checkTried(tried: Tried): OutputCheck[] {
  const { problem, roundTrip, brokenSpecials, templateProblem, replyProblem, reply } = tried
  if (problem !== null)
    return [fail('load-tokenizer', `transformers cannot load the tokenizer, or use it: ${problem}`)]
  const broken = brokenSpecials.slice(0, 5).map((text) => JSON.stringify(text))
  return [
    roundTrip === null
      ? pass('load-tokenizer', 'the tokenizer turns a text into ids and back into the same text')
      : warn(
          'load-tokenizer',
          `the tokenizer turns a text into ids and back into another text: ${JSON.stringify(roundTrip)}`,
        ),
    broken.length === 0
      ? pass('load-special-tokens', 'every special token becomes one id, and back')
      : fail(
          'load-special-tokens',
          `special tokens that do not become one id, and back: ${broken.join(', ')}`,
        ),
    ...(templateProblem === null
      ? [checkReply(replyProblem, reply)]
      : [fail('load-template', `the chat template ends with an error: ${templateProblem}`)]),
  ]
}

function checkReply(problem: string | null, reply: string | null): OutputCheck {
  if (problem !== null) return fail('load-reply', `generating a reply ends with an error: ${problem}`)
  return reply === null
    ? skip('load-reply', 'there is no chat template to reply with')
    : pass('load-reply', `a reply of 20 tokens: ${JSON.stringify(reply)}`)
}

type Trial = NonNullable<LoadReport['loaded']>['trial']

function checkTrial({ inputs, problem, finite }: Trial): OutputCheck {
  if (problem !== null) return fail('load-forward', `a forward pass ends with an error: ${problem}`)
  if (inputs === null)
    return skip('load-forward', 'no forward pass: what input such a model takes is not known here')
  return finite
    ? pass('load-forward', `a forward pass over ${inputs} is finite`)
    : fail('load-forward', `a forward pass over ${inputs} is not finite`)
}
