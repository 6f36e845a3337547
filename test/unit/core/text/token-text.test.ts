import { expect, it } from 'vitest'
import { printableToken, quotedToken, readableToken } from '../../../../src/core/text/token-text.ts'

it.each([
  ['çľĭçĿĢ', '看着'],
  ['Ġhello', ' hello'],
  ['<|im_start|>', '<|im_start|>'],
  ['æ', 'æ'],
  ['▁hello', '▁hello'],
  ['日本', '日本'],
  ['', ''],
  ['ä½', '<0xE4><0xBD>'],
  ['Ġä½łç', ' 你<0xE7>'],
  ['Ġä½łä½', ' 你<0xE4><0xBD>'],
  ['½ł', '<0xBD><0xA0>'],
  ['café', 'café'],
  ['ä', 'ä'],
])('shows %s as %s', (token, text) => expect(readableToken(token)).toBe(text))

it('lets no control character through', () => {
  expect(printableToken('ĊĊ')).toBe('\\n\\n')
  expect(printableToken('Ľ[31m')).not.toContain('\u001b')
})

it('quotes what people read', () => expect(quotedToken('"çľĭçĿĢ')).toBe('"\\"看着"'))
