import { formatModelRef, isPathOnly, type ModelRef } from '../model-ref.ts'
import { quotedToken } from '../text/token-text.ts'
import { includes } from './check-groups.ts'
import { nearest } from './nearest.ts'
import { referencedModels } from './references.ts'
import type { Report } from './report.ts'
import type { MergeConfig } from './types.ts'

/** The sources that the tokenizer section names must be models of the merge. */
export function checkTokenizer(config: MergeConfig, report: Report): void {
  const { tokenizer } = config
  if (!tokenizer) return
  const models = referencedModels(config)
  if (tokenizer.source.kind === 'model') checkSource(tokenizer.source.model, models, report)
  if (tokenizer.source.kind === 'base' && !config.baseModel && models.length > 1)
    report(
      'tokenizer-source-base-open',
      'tokenizer',
      'the tokenizer source is base, but there is no base_model, so any donor may take its place',
    )
  for (const [token, { source, force }] of tokenizer.tokens) {
    const path = `tokenizer.tokens.${token}`
    if (!source) {
      if (force)
        report('token-source-invalid', path, `the token ${quotedToken(token)} is forced but has no source`)
    } else if (source.kind !== 'zero' && !includes(models, source.model))
      report(
        'token-source-invalid',
        path,
        `the source ${formatModelRef(source.model)} of ${quotedToken(token)} is not a model of this merge`,
        meantModel(formatModelRef(source.model), models),
      )
  }
}

/**
 * A tokenizer may come from outside the merge, but `unoin` is no model, and `model:PATH` is how an older
 * mergekit wrote PATH: today's looks for a model of that whole name.
 */
function checkSource(source: ModelRef, models: readonly ModelRef[], report: Report): void {
  const plain = models.map((ref) => ({ ...ref, lora: null }))
  if (includes(plain, { ...source, lora: null })) return
  const name = formatModelRef(source)
  const prefixed = /^model:\s*(.+)$/s.exec(name)?.[1]
  const keyword = isPathOnly(name) ? null : nearest(name, ['union', 'base'])
  if (prefixed !== undefined)
    report(
      'tokenizer-source-unknown',
      'tokenizer.source',
      `the tokenizer source is “${name}”, and mergekit knows no “model:” before a name`,
      `write ${prefixed}`,
    )
  else if (keyword !== null && !/[/\\]/.test(name))
    report(
      'tokenizer-source-unknown',
      'tokenizer.source',
      `the tokenizer source is “${name}”, which is neither union, base nor a model of this merge`,
      `did you mean “${keyword}”? A folder of that name is written ./${name}`,
    )
  else
    report(
      'tokenizer-source-outside',
      'tokenizer.source',
      `the tokenizer source ${name} is not a model of this merge`,
      meantModel(name, models) ?? `use union, base, or one of: ${models.map(formatModelRef).join(', ')}`,
    )
}

/** The model of the merge that a name resembles, as a hint. */
function meantModel(name: string, models: readonly ModelRef[]): string | undefined {
  const meant = nearest(name, models.map(formatModelRef))
  return meant ? `did you mean “${meant}”?` : undefined
}
