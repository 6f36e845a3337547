import { asText, isRawObject, type RawObject } from '../model/raw-values.ts'
import { printable } from '../text/printable.ts'
import { quotedToken } from '../text/token-text.ts'
import type { AddedToken } from './added-tokens.ts'
import { classTokens } from './class-tokens.ts'
import { maxTokenId } from './parse-vocab.ts'

/** The small files beside tokenizer.json, as parsed; null where the donor has none. */
export interface TokenizerSideFiles {
  readonly config: RawObject | null
  readonly addedTokens: RawObject | null
  readonly specialTokensMap: RawObject | null
  /** chat_template.jinja. */
  readonly chatTemplateText: string | null
  /** chat_template.json. */
  readonly chatTemplate: RawObject | null
}

/** In the order in which transformers adds those that the vocabulary lacks. */
const specialNames = ['bos', 'eos', 'unk', 'sep', 'pad', 'cls', 'mask'] as const
export type SpecialName = (typeof specialNames)[number]

/** The text of a special token, which is a string or an object with `content`; null when there is none. */
export function specialToken(files: TokenizerSideFiles, name: SpecialName): string | null {
  const key = `${name}_token`
  return tokenText(files.config?.[key]) ?? tokenText(files.specialTokensMap?.[key])
}

/**
 * The tokens that loading adds behind those of tokenizer.json, in order: `added_tokens_decoder` of
 * tokenizer_config.json, or else added_tokens.json, by id; then special tokens, which a class has some of where no file
 * names those of a role.
 *
 * Throws SyntaxError with a sentence when an id is not a whole number below 2^31.
 */
export function extraTokens(files: TokenizerSideFiles, modelType: string | null = null): AddedToken[] {
  const decoder = files.config?.added_tokens_decoder
  const listed = isRawObject(decoder)
    ? Object.entries(decoder).map(([id, token]) =>
        withId(tokenText(token) ?? '', id, 'tokenizer_config.json'),
      )
    : Object.entries(files.addedTokens ?? {}).map(([token, id]) => withId(token, id, 'added_tokens.json'))
  const ofClass = classTokens(modelType, asText(files.config?.tokenizer_class))
  const special = specialNames.map((name) => {
    const isSaid = [files.config, files.specialTokensMap].some((file) => file && `${name}_token` in file)
    return specialToken(files, name) ?? (isSaid ? null : (ofClass[name] ?? null))
  })
  const more = [files.config?.extra_special_tokens, files.config?.additional_special_tokens]
    .flatMap((list) => (Array.isArray(list) ? list : isRawObject(list) ? Object.values(list) : []))
    .map(tokenText)
  return [
    ...listed.sort((a, b) => a.id - b.id),
    ...[...special, ...more].filter((content) => content !== null).map((content) => ({ content, id: null })),
  ]
}

/** The template that is used when none is named: chat_template.jinja wins, as in transformers. */
export function chatTemplate(files: TokenizerSideFiles): string | null {
  return (
    files.chatTemplateText ??
    defaultTemplate(files.config?.chat_template) ??
    defaultTemplate(files.chatTemplate?.chat_template)
  )
}

function defaultTemplate(value: unknown): string | null {
  if (!Array.isArray(value)) return asText(value)
  const named = value.filter(isRawObject).find(({ name }) => name === 'default')
  return asText(named?.template)
}

function tokenText(token: unknown): string | null {
  return asText(isRawObject(token) ? token.content : token)
}

function withId(content: string, says: unknown, file: string): { content: string; id: number } {
  const id = typeof says === 'string' && /^\d{1,10}$/.test(says) ? Number(says) : says
  if (typeof id !== 'number' || !Number.isInteger(id) || id < 0 || id > maxTokenId)
    throw new SyntaxError(
      `${file} gives the token ${quotedToken(content)} the id ${printable(String(says).slice(0, 40))}, where a whole number from 0 to ${maxTokenId} belongs`,
    )
  return { content, id }
}
