import type { Finding } from '../contract/common.ts'
import { makeFinding } from '../findings/make.ts'
import type { DonorFacts } from '../model/facts.ts'
import type { RawObject } from '../model/raw-values.ts'
import { checkConfig } from '../verify/config.ts'
import { judge } from '../verify/judge.ts'
import { checkTokenizer } from '../verify/tokenizer.ts'

/** Told in words of their own: tokens without a row, and a vocab_size that is not that of the rows. */
const toldElsewhere = new Set(['tokenizer-rows', 'config-vocab-size', 'config-present'])

/**
 * What the checks of an output would fail in a donor's own files. Told before the merge, since an output takes
 * it over and is not to blame for it.
 */
export function faultsOfDonor(name: string, facts: DonorFacts): readonly Finding[] {
  const { config, weights } = facts
  if (!weights) return []
  const impossible = impossibleSizes(config?.raw ?? {})
  const checks = [...checkConfig(config, weights), ...checkTokenizer(facts, false)]
  const architecture = config?.architecture ?? null
  const broken = judge(checks, { architecture, donors: [], ownVocabulary: false })
    .filter(({ code, status }) => status === 'fail' && !toldElsewhere.has(code))
    .map(({ message }) => message)
  return [...impossible, ...broken].map((message) =>
    makeFinding('donor-inconsistent', { donor: name, message }),
  )
}

const sizes = ['vocab_size', 'hidden_size', 'intermediate_size', 'num_hidden_layers', 'num_attention_heads']

/** transformers looks at the type of a size, and takes each whole number. */
function impossibleSizes(raw: RawObject): readonly string[] {
  return sizes
    .filter((name) => Number.isInteger(raw[name]) && (raw[name] as number) < 1)
    .map((name) => `config.json: ${name} is ${raw[name]}, and no model is that small`)
}
