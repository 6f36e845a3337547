import { isKnownArchitecture } from '../../architectures.ts'
import type { Finding } from '../../contract/common.ts'
import { makeFinding } from '../../findings/make.ts'
import type { MergeConfig } from '../../merge-config/types.ts'
import type { Mergekit } from '../../mergekit/table.ts'
import type { DonorFacts } from '../../model/facts.ts'
import { layerNumber, stackOf } from '../../model/tensor-name.ts'
import { counted, examples } from '../../text/units.ts'
import { architectureOf, type InspectedDonor } from '../donor.ts'
import { countedStacks } from '../modules.ts'

/**
 * Of a tensor the layer that it lies in, where config.json does not count it: behind the last one, or in a stack of those
 * that predict further tokens; null for any other.
 */
export function uncountedLayers(facts: DonorFacts): (name: string) => string | null {
  const [main] = countedStacks(facts)
  const layers = facts.config?.layers ?? Number.POSITIVE_INFINITY
  return (name) => {
    if (/(^|\.)mtp(_\w+)?\./.test(name)) return 'mtp'
    const layer = stackOf(name) === main ? layerNumber.exec(name)?.[1] : undefined
    return layer !== undefined && Number(layer) >= layers ? layer : null
  }
}

/**
 * Of whole models mergekit plans the layers that config.json counts, and loses what lies behind them. Classes that it has
 * no definition of may count in a way of their own.
 */
export function uncountedFindings(
  { modules }: Pick<MergeConfig, 'modules'>,
  donors: readonly InspectedDonor[],
  mergekit: Mergekit,
): readonly Finding[] {
  const isWhole = modules.every(({ inputs }) => inputs.kind === 'models')
  if (!isWhole || !donors.every((donor) => isKnownArchitecture(architectureOf(donor), mergekit))) return []
  const behind = donors.map(({ facts }) => {
    const layerOf = uncountedLayers(facts)
    return new Set(
      [...(facts.weights?.tensors.keys() ?? [])].filter((name) => /^\d/.test(layerOf(name) ?? '')),
    )
  })
  const [first, ...others] = behind
  const lost = [...(first ?? [])].filter((name) => others.every((names) => names.has(name)))
  if (lost.length === 0) return []
  const message = `mergekit leaves out the layers that config.json does not count, and all donors hold ${counted(lost.length, 'tensor')} of such: ${examples(lost)}`
  return [makeFinding('definition-lacks', { message })]
}
