import { describe, expect, it } from 'vitest'
import {
  chatTemplate,
  extraTokens,
  specialToken,
  type TokenizerSideFiles,
} from '../../../../src/core/tokenizer/tokenizer-config.ts'

const side = (files: Partial<TokenizerSideFiles>): TokenizerSideFiles => ({
  config: null,
  addedTokens: null,
  specialTokensMap: null,
  chatTemplateText: null,
  chatTemplate: null,
  ...files,
})

describe('special tokens', () => {
  it('are texts or objects, and tokenizer_config.json wins over special_tokens_map.json', () => {
    const files = side({
      config: { eos_token: { content: '<|im_end|>' }, pad_token: null },
      specialTokensMap: { eos_token: '</s>', pad_token: '<pad>' },
    })
    expect(specialToken(files, 'eos')).toBe('<|im_end|>')
    expect(specialToken(files, 'pad')).toBe('<pad>')
    expect(specialToken(files, 'bos')).toBeNull()
  })
})

describe('extraTokens', () => {
  it('sorts by id, the special tokens behind', () => {
    const config = {
      added_tokens_decoder: { 10: { content: 'b' }, 9: { content: 'a' } },
      eos_token: 'e',
      bos_token: 's',
      extra_special_tokens: ['x'],
    }
    expect(extraTokens(side({ config })).map(({ content }) => content)).toEqual(['a', 'b', 's', 'e', 'x'])
  })

  it.each([
    ['a negative id', { x: -1 }, /"x" the id -1/],
    ['a fraction', { x: 1.5 }, /"x" the id 1\.5/],
    ['2^31', { x: 2 ** 31 }, /"x" the id 2147483648/],
    ['a list', { x: [] }, /"x" the id/],
  ])('refuses %s in added_tokens.json', (_, addedTokens, says) => {
    expect(() => extraTokens(side({ addedTokens }))).toThrow(says)
  })

  it('refuses an id that is no number in added_tokens_decoder', () => {
    expect(() => extraTokens(side({ config: { added_tokens_decoder: { '-1': 'x' } } }))).toThrow(
      /"x" the id -1/,
    )
  })
})

describe('chatTemplate', () => {
  it('takes the file, then the config, then chat_template.json', () => {
    const config = { chat_template: 'config' }
    expect(
      chatTemplate(side({ config, chatTemplateText: 'file', chatTemplate: { chat_template: 'json' } })),
    ).toBe('file')
    expect(chatTemplate(side({ config, chatTemplate: { chat_template: 'json' } }))).toBe('config')
    expect(chatTemplate(side({ chatTemplate: { chat_template: 'json' } }))).toBe('json')
    expect(chatTemplate(side({}))).toBeNull()
  })

  it('takes the default one of several', () => {
    const named = [
      { name: 'tool_use', template: 'tools' },
      { name: 'default', template: 'plain' },
    ]
    expect(chatTemplate(side({ config: { chat_template: named } }))).toBe('plain')
  })
})
