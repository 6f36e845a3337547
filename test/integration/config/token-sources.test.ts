import { expect, test } from 'vitest'
import { parseMergeConfig } from '../../../src/core/merge-config/parse.ts'
import { rewriteModels } from '../../../src/core/merge-config/rewrite.ts'
import type { TokenSource } from '../../../src/core/merge-config/types.ts'
import { formatModelRef } from '../../../src/core/model-ref.ts'
import { askConfigReference } from '../../support/config-reference.ts'

const without = (key: string, values: readonly string[]) => [
  '',
  ...values.map((value) => `${key}: ${value}, `),
]
const kinds = without('kind', ['model_token', 'zero', 'zro', '~'])
const models = without('model', [
  'org/a',
  '{model: org/a}',
  '{path: org/a}',
  '{path: org/a, model: org/b}',
  '~',
])
const tokens = without('token', ['x', '5', '~'])
const ids = without('token_id', ['3', 'x', '~'])
const loras = without('lora', ['org/l'])

const sources = kinds.flatMap((kind) =>
  models.flatMap((model) =>
    tokens.flatMap((token) =>
      ids.flatMap((id) => loras.map((lora) => `{${kind}${model}${token}${id}${lora}}`.replace(', }', '}'))),
    ),
  ),
)
const configOf = (source: string) =>
  `merge_method: linear\nmodels: [{model: org/a}, {model: org/b}]\ntokenizer: {tokens: {t: {source: ${source}}}}\n`

const told = (source: TokenSource | null | undefined): unknown => {
  if (source?.kind === 'zero') return ['zero']
  if (source?.kind === 'model') return ['model', formatModelRef(source.model)]
  return source && ['token', formatModelRef(source.model), source.token, source.tokenId]
}

test('a token comes from where mergekit takes it from, however its source is written', () => {
  const parsed = sources.map((source) => parseMergeConfig(configOf(source)))
  const written = parsed.map(({ config, text }) => (config ? rewriteModels(config, () => null) : text))
  const texts = [...new Set([...sources.map(configOf), ...written])]
  const answers = askConfigReference(texts.map((text) => ({ ask: 'tokens', text })))
  const answerTo = new Map(texts.map((text, at) => [text, answers[at]!]))
  for (const [at, source] of sources.entries()) {
    const { config, findings } = parsed[at]!
    const answer = answerTo.get(configOf(source))!
    if ('error' in answer) expect(config, `${source}\n${answer.error}`).toBeNull()
    else {
      const { t } = answer.ok as { t: unknown }
      expect(config && told(config.tokenizer?.tokens.get('t')?.source), source).toEqual(t)
      expect(answerTo.get(written[at]!), source).toEqual(answer)
      if (/kind: (?!~)/.test(source) && (t as unknown[])[0] === 'model')
        expect(
          findings.map(({ severity }) => severity),
          source,
        ).toContain('warning')
    }
  }
})
