import { formatModelRef } from '../model-ref.ts'
import { includes } from './check-groups.ts'
import { referencedModels } from './references.ts'
import type { Report } from './report.ts'
import type { MergeConfig } from './types.ts'

/** The sources that the tokenizer section names must be models of the merge. */
export function checkTokenizer(config: MergeConfig, report: Report): void {
  const { tokenizer } = config
  if (!tokenizer) return
  const models = referencedModels(config)
  const plain = models.map((ref) => ({ ...ref, lora: null }))
  if (tokenizer.source.kind === 'model' && !includes(plain, { ...tokenizer.source.model, lora: null })) {
    const name = formatModelRef(tokenizer.source.model)
    report(
      'tokenizer-source-outside',
      'tokenizer',
      `the tokenizer source ${name} is not a model of this merge`,
      `use union, base, or one of: ${models.map(formatModelRef).join(', ')}`,
    )
  }
  if (tokenizer.source.kind === 'base' && !config.baseModel && models.length > 1)
    report(
      'tokenizer-source-base-open',
      'tokenizer',
      'the tokenizer source is base, but there is no base_model, so any donor may lead',
    )
  for (const [token, { source, force }] of tokenizer.tokens) {
    const path = `tokenizer.tokens.${token}`
    if (!source) {
      if (force)
        report('token-source-invalid', path, `the token ${JSON.stringify(token)} is forced but has no source`)
    } else if (source.kind !== 'zero' && !includes(models, source.model))
      report(
        'token-source-invalid',
        path,
        `the source ${formatModelRef(source.model)} of ${JSON.stringify(token)} is not a model of this merge`,
      )
  }
}
