import type { Band } from '../contract/share-of-voice.ts'
import { anchorTimes, manyGhosts, poisonedTimes, silentShare, subtleTimes, unheardTimes } from './bands.ts'

/** What a band says of a donor, after its name. */
export const bandMeaning: Readonly<Record<Band, string>> = {
  anchor: 'leads the result',
  'middle class': 'has about its fair share',
  subtle: 'is well below its fair share',
  silent: 'cannot be told apart from rounding',
  poisoned: 'is out of the family of the other donors',
}

/** How a band is decided and why there, for people; the figures are those that the code decides by. */
export const bandRules: readonly { readonly band: Band; readonly when: string; readonly why: string }[] = [
  {
    band: 'anchor',
    when: `share from ${anchorTimes} × the fair share`,
    why: 'it leads the result beyond what its weight gives it',
  },
  { band: 'middle class', when: 'between anchor and subtle', why: 'about its fair share' },
  {
    band: 'subtle',
    when: `share up to ${subtleTimes} × the fair share`,
    why: 'it is well below its fair share',
  },
  {
    band: 'silent',
    when: `share below ${silentShare * 100} %`,
    why: 'rounding is as loud as that',
  },
  {
    band: 'poisoned',
    when: `norm above ${poisonedTimes} × the median of the others`,
    why: 'fine-tunes of one model differ tenfold, not more',
  },
  {
    band: 'poisoned',
    when: `silent with a norm above ${unheardTimes} × the median of the others`,
    why: 'it moved far, and nothing arrived',
  },
  {
    band: 'poisoned',
    when: `${manyGhosts} or more tokens without a row`,
    why: 'chat formats add a dozen; more is the tokenizer of another model',
  },
  { band: 'poisoned', when: 'NaN or infinite values', why: 'its weights are broken' },
]
