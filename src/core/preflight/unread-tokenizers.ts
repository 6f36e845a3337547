import type { Finding } from '../contract/common.ts'
import { makeFinding } from '../findings/make.ts'
import type { MergeConfig } from '../merge-config/types.ts'
import { modelKey } from '../model-ref.ts'
import { type InspectedDonor, leadOf } from './donor.ts'

/**
 * What is wrong with a donor by itself, as this merge means it: of a tokenizer that cannot be read, that the merge does
 * without it. Without a tokenizer key only that of the leading donor is taken; with one a donor whose tokenizer cannot be
 * loaded has the vocabulary of the leading donor, which has to have one itself, as the model has that it comes from.
 */
export function asMergeMeans(
  config: MergeConfig | null,
  donors: readonly InspectedDonor[],
  donor: InspectedDonor,
): readonly Finding[] {
  const { findings } = donor.facts
  if (config === null || needsTokenizer(config, donors, donor)) return findings
  return findings.map((finding) => {
    const isUnread =
      finding.code === 'tokenizer-broken' || (finding.code === 'tokenizer-unusable' && !config.tokenizer)
    return isUnread
      ? makeFinding('tokenizer-unread', { donor: finding.donor, message: finding.message })
      : finding
  })
}

function needsTokenizer(
  config: MergeConfig,
  donors: readonly InspectedDonor[],
  { key, ref }: InspectedDonor,
): boolean {
  if (key === leadOf(config, donors)?.key) return true
  const source = config.tokenizer?.source
  return (
    source?.kind === 'model' && modelKey({ ...ref, lora: null }) === modelKey({ ...source.model, lora: null })
  )
}
