import { isKnownArchitecture } from '../architectures.ts'
import type { Finding } from '../contract/common.ts'
import type { FindingCode } from '../findings/codes.ts'
import { makeFinding } from '../findings/make.ts'
import type { MergeConfig } from '../merge-config/types.ts'
import type { Mergekit } from '../mergekit/table.ts'
import { headless } from '../verify/config.ts'
import { definitionFindings } from './anatomy/definition-gaps.ts'
import { inferredFindings } from './anatomy/inferred-names.ts'
import { misplacedFindings } from './anatomy/misplaced-layers.ts'
import { perLayerEmbeddingFindings } from './anatomy/per-layer-embeddings.ts'
import { slicedLayerFindings } from './anatomy/sliced-layers.ts'
import { tensorFindings } from './anatomy/tensor-findings.ts'
import { configValueFindings } from './config-values.ts'
import { architectureOf, type InspectedDonor, leadOf } from './donor.ts'
import { layerListFindings } from './layer-lists.ts'
import { promotedDtype } from './output-tensors.ts'
import { sliceFindings } from './slice-findings.ts'
import { vocabularyTensorInputs } from './vocabulary-inputs.ts'

export interface CompatibilityOptions {
  readonly mergekit: Mergekit
  readonly allowCrimes: boolean
}

/** Whether the donors fit each other and the config: architecture, shape, layers, tensors, dtypes. */
export function compatibilityFindings(
  config: MergeConfig,
  donors: readonly InspectedDonor[],
  options: CompatibilityOptions,
): readonly Finding[] {
  return [
    ...architectureFindings(donors, options),
    ...shapeFindings(config, donors),
    ...sliceFindings(config, donors, options.mergekit),
    ...tensorFindings(config, donors, options.mergekit),
    ...definitionFindings(config, donors, options.mergekit),
    ...inferredFindings(leadOf(config, donors), donors, options.mergekit),
    ...misplacedFindings(config, donors, options.mergekit),
    ...slicedLayerFindings(config, donors, options.mergekit),
    ...perLayerEmbeddingFindings(config, donors),
    ...layerListFindings(config, donors, options.mergekit),
    ...configValueFindings(config, donors),
    ...headFindings(config, donors),
    ...tokenizerClassFindings(config, donors, options.mergekit),
    ...adapterFindings(donors),
  ]
}

/** Groups donors by a fact; null facts are left out. Reports when there is more than one group. */
function differing(
  donors: readonly InspectedDonor[],
  code: FindingCode,
  what: string,
  factOf: (donor: InspectedDonor) => string | number | null | undefined,
): readonly Finding[] {
  const groups = new Map<string | number, string[]>()
  for (const donor of donors) {
    const fact = factOf(donor)
    if (fact != null) groups.set(fact, [...(groups.get(fact) ?? []), donor.name])
  }
  if (groups.size < 2) return []
  const parts = [...groups].map(([fact, names]) => `${fact} in ${names.join(', ')}`)
  return [makeFinding(code, { message: `${what} differ: ${parts.join('; ')}` })]
}

function architectureFindings(
  donors: readonly InspectedDonor[],
  { allowCrimes, mergekit }: CompatibilityOptions,
): readonly Finding[] {
  const unknown = new Set(donors.map(architectureOf))
  const code = allowCrimes ? 'architecture-mismatch-allowed' : 'architecture-mismatch'
  return [
    ...[...unknown]
      .filter((name) => name !== null && !isKnownArchitecture(name, mergekit))
      .map((name) =>
        makeFinding('architecture-unknown', {
          message: `mergekit ${mergekit.version} has no definition of ${name} and will infer it from the tensor names`,
        }),
      ),
    ...differing(donors, code, 'architectures', architectureOf),
  ]
}

function shapeFindings(config: MergeConfig, donors: readonly InspectedDonor[]): readonly Finding[] {
  const whole = config.modules.every(({ inputs }) => inputs.kind === 'models')
  return [
    ...differing(donors, 'hidden-size-mismatch', 'hidden sizes', ({ facts }) => facts.config?.hiddenSize),
    ...(whole
      ? differing(donors, 'layer-count-mismatch', 'layer counts', ({ facts }) => facts.config?.layers)
      : []),
    ...dtypeFindings(config, donors),
  ]
}

/** Without a dtype each tensor is merged and written in the one that holds those of all its donors. */
function dtypeFindings(config: MergeConfig, donors: readonly InspectedDonor[]): readonly Finding[] {
  const findings = differing(donors, 'dtype-mixed', 'dtypes', ({ facts }) => facts.weights?.dtype)
  const isCopied = config.mergeMethod === 'passthrough'
  const arePlain = donors.every(({ facts }) => /^(F16|BF16|F32|F64)$/.test(facts.weights?.dtype ?? ''))
  if (config.dtype || config.outDtype || isCopied || !arePlain) return findings
  return findings.map(({ message }) => {
    const wide = promotedDtype(donors.map(({ facts }) => facts.weights?.dtype ?? ''))
    return makeFinding('dtype-promoted', { message: `${message}; without a dtype key ${wide} is written` })
  })
}

/** Tied embeddings: where the output gets a head, those of its donors that have none give their embeddings. */
function headFindings(config: MergeConfig, donors: readonly InspectedDonor[]): readonly Finding[] {
  const head = vocabularyTensorInputs(config, donors).find(({ kind }) => kind === 'head')
  if (!head) return []
  // A tied head may have a bias of its own, as in BERT and RoBERTa.
  const isSeparate = ({ facts }: InspectedDonor) =>
    facts.weights?.vocabularyTensors.some(({ kind, name }) => kind === 'head' && name.endsWith('.weight')) ===
    true
  const separate = donors.filter(isSeparate)
  if (separate.length === 0) return []
  const without = head.inputs.map((donor) => donors[donor]!).filter((donor) => !isSeparate(donor))
  const isLost = ({ facts }: InspectedDonor) => facts.config?.tiedEmbeddings === false
  const tied = without.filter((donor) => !isLost(donor))
  const lead = leadOf(config, donors)
  const findings = without
    .filter(isLost)
    .map(({ name }) => makeFinding('donor-inconsistent', { donor: name, message: headless }))
  if (tied.length > 0) {
    const names = (list: readonly InspectedDonor[]) => list.map(({ name }) => name).join(', ')
    const message = `separate output heads in ${names(separate)}; tied to the embeddings in ${names(tied)}, whose embeddings stand in`
    findings.push(makeFinding('tied-mixed', { message }))
  }
  if (lead?.facts.config?.tiedEmbeddings) {
    const message = 'config.json says tie_word_embeddings, but a separate output head will be written'
    findings.push(makeFinding('tied-base-separate-head', { donor: lead.name, message }))
  }
  return findings
}

function tokenizerClassFindings(
  config: MergeConfig,
  donors: readonly InspectedDonor[],
  mergekit: Mergekit,
): readonly Finding[] {
  if (mergekit.does.loadsTokenizersBackend || !config.tokenizer) return []
  return donors
    .filter(({ facts }) => facts.tokenizer?.tokenizerClass === 'TokenizersBackend')
    .map(({ name }) =>
      makeFinding('tokenizers-backend', {
        donor: name,
        message: `tokenizer_class is TokenizersBackend, which the transformers of mergekit ${mergekit.version} cannot load`,
      }),
    )
}

function adapterFindings(donors: readonly InspectedDonor[]): readonly Finding[] {
  return donors
    .filter(({ ref }) => ref.lora)
    .map(({ name, lora }) => {
      const rank = lora?.adapter?.rank ? ` of rank ${lora.adapter.rank}` : ''
      return makeFinding('lora-merged-first', {
        donor: name,
        message: `the adapter${rank} is merged into its model first, which needs room for a second copy of it`,
      })
    })
}
