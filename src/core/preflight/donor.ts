import { isKnownArchitecture } from '../architectures.ts'
import type { MergeConfig } from '../merge-config/types.ts'
import type { Mergekit } from '../mergekit/table.ts'
import type { DonorFacts, VocabularyTensor } from '../model/facts.ts'
import type { ModelRef } from '../model-ref.ts'

/** One donor with what the job knows of it. */
export interface InspectedDonor {
  readonly ref: ModelRef
  /** `modelKey` of the reference. */
  readonly key: string
  /** What people call it; no other model of the merge has the same name. */
  readonly name: string
  readonly role: 'base' | 'donor'
  readonly facts: DonorFacts
  /** The adapter of `model+lora`. */
  readonly lora: DonorFacts | null
  /** Bytes that still have to be fetched; 0 for a folder or a model in the cache. */
  readonly downloadBytes: number
  /** Whether every file that the merge needs is on this machine. */
  readonly local: boolean
}

/** What mergekit takes the donor for: the class that an override names, else that of its config.json; null where neither does. */
export const architectureOf = ({ ref, facts }: Pick<InspectedDonor, 'ref' | 'facts'>): string | null =>
  ref.overrideArchitecture ?? facts.config?.architecture ?? null

/** mergekit infers what to merge from the tensors themselves as soon as it has no definition of one donor. */
export const infers = ({
  donors,
  mergekit,
}: {
  readonly donors: readonly InspectedDonor[]
  readonly mergekit: Mergekit
}): boolean => donors.some((donor) => !isKnownArchitecture(architectureOf(donor), mergekit))

/** The donor whose config.json the output has: the base, where the config names one, else the first. */
export const leadOf = (
  { baseModel }: Pick<MergeConfig, 'baseModel'>,
  donors: readonly InspectedDonor[],
): InspectedDonor | undefined => (baseModel ? donors.find(({ role }) => role === 'base') : donors[0])

/** Its tensors cannot be compared with another's by name: some are not known, or stand for others. */
const hidesTensors: ReadonlySet<string> = new Set([
  'header-invalid',
  'index-invalid',
  'shard-missing',
  'donor-quantised',
])

/** Whether all tensors of the donor are known, each by the name that it has in the model. */
export const hasPlainTensors = ({ facts }: Pick<InspectedDonor, 'facts'>): boolean =>
  facts.weights !== null && !facts.findings.some(({ code }) => hidesTensors.has(code))

export function vocabularyTensor(
  facts: DonorFacts,
  kind: VocabularyTensor['kind'],
): VocabularyTensor | undefined {
  return facts.weights?.vocabularyTensors.find((tensor) => tensor.kind === kind)
}

/** Rows that the donor physically has in a tensor of this kind; a tied donor's head is its embeddings. */
export function physicalRows(facts: DonorFacts, kind: VocabularyTensor['kind']): number | null {
  const tensor = vocabularyTensor(facts, kind) ?? vocabularyTensor(facts, 'embeddings')
  return tensor?.rows ?? null
}
