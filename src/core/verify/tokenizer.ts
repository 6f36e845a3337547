import type { OutputCheck } from '../contract/verify.ts'
import { smallestOf } from '../many.ts'
import type { DonorFacts, TokenizerFacts } from '../model/facts.ts'
import { quotedToken } from '../text/token-text.ts'
import { counted } from '../text/units.ts'
import { fail, failEach, pass, skip, warn } from './check.ts'
import type { OutputPlan } from './planned.ts'
import { tooFewRows } from './too-few-rows.ts'

/**
 * The tokenizer's ids have rows, special tokens exist, a chat template is there when one was asked for.
 * @param knownRows rows of the embeddings, where somebody knows them who knows the class
 */
export function checkTokenizer(
  model: DonorFacts,
  chatTemplate: OutputPlan['chatTemplate'],
  knownRows: number | null = null,
): OutputCheck[] {
  const { tokenizer, weights, config, generation } = model
  if (!tokenizer && weights?.vocabularyTensors.length === 0)
    return [skip('tokenizer-present', 'there is no tokenizer, and no tensor has a row for each token')]
  if (!tokenizer)
    return hasBrokenTokenizer(model)
      ? [skip('tokenizer-present', 'the tokenizer cannot be read')]
      : [warn('tokenizer-present', 'there is no tokenizer beside the weights')]
  if (tokenizer.vocabulary?.size === 0)
    return [fail('tokenizer-present', `${tokenizer.source} has no tokens`)]
  const rows = knownRows ?? smallestOf(weights?.vocabularyTensors.map((tensor) => tensor.rows) ?? [])
  const ids = [
    ...(config?.eosTokenIds ?? []).map((id) => ({ where: 'config.json eos_token_id', id })),
    ...(generation?.eosTokenIds ?? []).map((id) => ({ where: 'generation_config.json eos_token_id', id })),
    ...[
      { where: 'config.json bos_token_id', id: config?.bosTokenId ?? null },
      { where: 'config.json pad_token_id', id: config?.padTokenId ?? null },
      { where: 'generation_config.json bos_token_id', id: generation?.bosTokenId ?? null },
      { where: 'generation_config.json pad_token_id', id: generation?.padTokenId ?? null },
    ].flatMap(({ where, id }) => (id === null ? [] : [{ where, id }])),
  ]
  return [
    largestId(model, rows),
    ...specialTokens(tokenizer),
    ...failEach(
      'token-ids',
      // -1 is the habit of some configs for "none".
      ids.filter(({ id }) => id !== -1 && (id < 0 || id >= rows)),
      ({ where, id }) => ({ message: `${where} is ${id}, ${tooFewRows(rows)}` }),
      'every token id of the configs has a row',
    ),
    template(tokenizer.chatTemplate, chatTemplate),
  ]
}

function specialTokens({ source, vocabulary, eos, bos, pad, unk }: TokenizerFacts): OutputCheck[] {
  if (!vocabulary)
    return [
      skip('special-tokens', `whether the special tokens are in ${source} is not known: it is not read`),
    ]
  const specials = [eos, bos, pad, unk].filter((special) => special !== null)
  return failEach(
    'special-tokens',
    specials.filter(({ id }) => id === null),
    ({ token }) => ({ message: `the special token ${quotedToken(token)} is not in the tokenizer` }),
    specials.length === 1
      ? 'the special token is in the tokenizer'
      : `all ${specials.length} special tokens are in the tokenizer`,
  )
}

function largestId({ tokenizer }: DonorFacts, rows: number): OutputCheck {
  const vocabulary = tokenizer?.vocabulary
  if (!vocabulary || !Number.isFinite(rows))
    return skip('tokenizer-rows', 'the ids of the tokenizer cannot be compared with rows')
  const beyond = vocabulary.firstEntryFrom(rows)
  if (beyond >= vocabulary.size)
    return pass(
      'tokenizer-rows',
      `${counted(vocabulary.size, 'token')}, the largest id is ${vocabulary.maxId}: all have a row`,
    )
  const token = quotedToken(vocabulary.tokenAt(beyond))
  return fail(
    'tokenizer-rows',
    `the token ${token} has the id ${vocabulary.idAt(beyond)}, ${tooFewRows(rows)}`,
  )
}

function template(text: string | null, asked: OutputPlan['chatTemplate']): OutputCheck {
  if (text !== null) return pass('chat-template', 'there is a chat template')
  return asked
    ? fail('chat-template', 'the config asked for a chat template and there is none')
    : skip('chat-template', 'no chat template was asked for')
}

/** Whether a tokenizer is there that is good for nothing. */
export const hasBrokenTokenizer = ({ findings }: Pick<DonorFacts, 'findings'>): boolean =>
  findings.some(({ code }) => code === 'tokenizer-broken' || code === 'tokenizer-unusable')
