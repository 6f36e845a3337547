import type { Finding } from '../contract/common.ts'
import { makeFinding } from '../findings/make.ts'
import { positionOf } from '../merge-config/check.ts'
import { checkFilterNames } from '../merge-config/check-filters.ts'
import { checkParameters } from '../merge-config/check-parameters.ts'
import { checkSparsity } from '../merge-config/check-sparsity.ts'
import { checkWhole } from '../merge-config/check-whole.ts'
import type { Report } from '../merge-config/report.ts'
import type { MergeConfig, Position } from '../merge-config/types.ts'
import { loadedName } from '../mergekit/conversions.ts'
import { loadedAs } from '../mergekit/layouts.ts'
import type { Mergekit } from '../mergekit/table.ts'
import { mergeMethods } from '../methods.ts'
import { architectureOf, hasPlainTensors, type InspectedDonor } from './donor.ts'
import { moduleFindings } from './modules.ts'

/** What is wrong with a config in itself, but shows only when the architecture and its layers are known. */
export function configInDonorsFindings(
  config: MergeConfig,
  donors: readonly InspectedDonor[],
  positions: ReadonlyMap<string, Position>,
  mergekit: Mergekit,
): readonly Finding[] {
  return [
    ...moduleFindings(config, donors, positions, mergekit),
    ...layerFindings(config, donors, positions),
    ...halfFindings(config, donors, positions),
    ...filterFindings(config, donors, positions, mergekit),
  ]
}

/** Filters of parameters, now that the names of tensors are known. */
function filterFindings(
  config: MergeConfig,
  donors: readonly InspectedDonor[],
  positions: ReadonlyMap<string, Position>,
  mergekit: Mergekit,
): readonly Finding[] {
  if (!donors.every(hasPlainTensors)) return []
  const namesIn = (donor: InspectedDonor) => {
    const own = [...donor.facts.weights!.tensors.keys()]
    const type = donor.facts.config?.modelType ?? null
    const loaded = [...loadedAs(architectureOf(donor), own).values()].map(({ name }) => name)
    return [...own, ...loaded, ...own.map((name) => loadedName(name, type, mergekit))]
  }
  const findings: Finding[] = []
  checkFilterNames(
    config,
    () => new Set(donors.flatMap(namesIn)),
    (code, path, message, hint) => {
      const position = positionOf(path, positions)
      findings.push(makeFinding(code, { message, position, ...(hint !== undefined && { hint }) }))
    },
  )
  return findings
}

/** Gradients between their ends, now that the layers which they are spread over can be counted. */
function layerFindings(
  config: MergeConfig,
  donors: readonly InspectedDonor[],
  positions: ReadonlyMap<string, Position>,
): readonly Finding[] {
  const layers = only(donors, ({ facts }) => facts.config?.layers)
  const method = mergeMethods.get(config.mergeMethod)
  if (layers === null || !method) return []
  const findings: Finding[] = []
  const report: Report = (code, path, message, hint) => {
    if (code !== 'parameter-range' && code !== 'parameter-type') return
    const position = positionOf(path, positions)
    findings.push(makeFinding(code, { message, position, ...(hint !== undefined && { hint }) }))
  }
  checkSparsity(config, method, report, layers)
  checkWhole(config, method, report, layers)
  return findings
}

/** Without a dtype the merge works in that of the donors: float16 has no room for parameters that others have. */
function halfFindings(
  config: MergeConfig,
  donors: readonly InspectedDonor[],
  positions: ReadonlyMap<string, Position>,
): readonly Finding[] {
  const method = mergeMethods.get(config.mergeMethod)
  const dtype = only(donors, ({ facts }) => facts.weights?.dtype)
  if (!method || config.dtype !== null || dtype !== 'F16') return []
  const findingsIn = (asked: string | null): Finding[] => {
    const findings: Finding[] = []
    checkParameters({ ...config, dtype: asked }, method, (code, path, message, given) => {
      const hint = given ?? 'the donors are float16; set dtype: bfloat16 or dtype: float32'
      findings.push(makeFinding(code, { message, hint, position: positionOf(path, positions) }))
    })
    return findings
  }
  const told = new Set(findingsIn(null).map((finding) => JSON.stringify(finding)))
  return findingsIn('float16').filter((finding) => !told.has(JSON.stringify(finding)))
}

/** What all donors agree on; null where they do not, or one does not tell. */
function only<T>(
  donors: readonly InspectedDonor[],
  factOf: (donor: InspectedDonor) => T | null | undefined,
): T | null {
  const facts = new Set(donors.map(factOf))
  return facts.size === 1 ? ([...facts][0] ?? null) : null
}
