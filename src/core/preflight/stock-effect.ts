import type { Finding } from '../contract/common.ts'
import type { MergeConfig } from '../merge-config/types.ts'
import type { Mergekit } from '../mergekit/table.ts'
import type { InspectedDonor } from './donor.ts'

/** The steps of a mergekit run, in their order; the vocabularies come to bear in `merge`. */
export const moments = ['config', 'architecture', 'load', 'plan', 'merge', 'files'] as const
export type Moment = (typeof moments)[number]

/**
 * What a finding means for a run of mergekit: nothing; an error of this type; a result that is damaged; an
 * error or none, depending on the order of a set; or something that the prediction of the vocabularies knows. says: of
 * what is damaged, where the finding's own sentence does not.
 */
export type StockEffect =
  | { readonly does: 'goes-on' | 'damages' | 'foreseen'; readonly when?: undefined; readonly says?: string }
  | { readonly does: 'crashes' | 'by-chance'; readonly when: Moment; readonly type: string }

export interface EffectSituation {
  /** Whose code merges the tensors: mergekit's own, or the kernels of `mergescope run`. */
  readonly engine: 'mergekit' | 'mergescope'
  readonly config: MergeConfig
  readonly donors: readonly InspectedDonor[]
  /** The donor whose config.json the output has, and whose class mergekit goes by where it has no definition. */
  readonly lead: InspectedDonor
  readonly mergekit: Mergekit
}

export type EffectOf = (situation: EffectSituation, finding: Finding) => StockEffect
