import type { Finding } from '../contract/common.ts'
import { makeFinding } from '../findings/make.ts'
import type { DonorFacts } from '../model/facts.ts'
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
  const checks = [...checkConfig(config, weights), ...checkTokenizer(facts, false)]
  const architecture = config?.architecture ?? null
  return judge(checks, { architecture, donors: [], ownVocabulary: false })
    .filter(({ code, status }) => status === 'fail' && !toldElsewhere.has(code))
    .map(({ message }) => makeFinding('donor-inconsistent', { donor: name, message }))
}
