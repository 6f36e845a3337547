import { isKnownArchitecture } from '../architectures.ts'
import type { Finding } from '../contract/common.ts'
import type { FindingCode } from '../findings/codes.ts'
import { makeFinding } from '../findings/make.ts'
import type { MergeConfig } from '../merge-config/types.ts'
import type { Mergekit } from '../mergekit/table.ts'
import { definitionFindings } from './anatomy/definition-gaps.ts'
import { inferredFindings } from './anatomy/inferred-names.ts'
import { misplacedFindings } from './anatomy/misplaced-layers.ts'
import { perLayerEmbeddingFindings } from './anatomy/per-layer-embeddings.ts'
import { slicedLayerFindings } from './anatomy/sliced-layers.ts'
import { tensorFindings } from './anatomy/tensor-findings.ts'
import { uncountedFindings } from './anatomy/uncounted-layers.ts'
import { configValueFindings } from './config-values.ts'
import { definitionsOf } from './definitions.ts'
import { architectureOf, type InspectedDonor, infers, leadOf } from './donor.ts'
import { layerListFindings } from './layer-lists.ts'
import { promotedDtype } from './output-tensors.ts'
import { sliceFindings } from './slice-findings.ts'
import { headFindings } from './tied-heads.ts'

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
    ...uncountedFindings(config, donors, options.mergekit),
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
  const areApart = definitionsOf(donors).length > 1
  const isSeen = areApart && (!infers({ donors, mergekit }) || !haveSameTensors(donors))
  const code = !isSeen
    ? 'architecture-names-differ'
    : allowCrimes
      ? 'architecture-mismatch-allowed'
      : 'architecture-mismatch'
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

/** Of names and shapes alike: mergekit, which knows one of the classes by its tensors alone, merges them. */
function haveSameTensors(donors: readonly InspectedDonor[]): boolean {
  const texts = donors.map(({ facts }) =>
    [...(facts.weights?.tensors ?? [])]
      .map(([name, { shape }]) => `${name} ${shape}`)
      .sort()
      .join('\n'),
  )
  return new Set(texts).size === 1
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
