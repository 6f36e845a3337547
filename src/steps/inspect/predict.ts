import process from 'node:process'
import { hubAccess } from '../../adapters/hub/access.ts'
import { describeMachine } from '../../adapters/machine/describe.ts'
import type { Finding } from '../../core/contract/common.ts'
import type { InspectResult } from '../../core/contract/inspect.ts'
import { hasErrors, makeFinding, verdictOf } from '../../core/findings/make.ts'
import { append } from '../../core/many.ts'
import { checkMergeConfig } from '../../core/merge-config/check.ts'
import { modelNames } from '../../core/merge-config/model-names.ts'
import { parseMergeConfig } from '../../core/merge-config/parse.ts'
import { referencedModels } from '../../core/merge-config/references.ts'
import { closestMergekit, unknownMergekit } from '../../core/mergekit/known.ts'
import { modelKey } from '../../core/model-ref.ts'
import { adapterFindings } from '../../core/preflight/adapters.ts'
import type { InspectedDonor } from '../../core/preflight/donor.ts'
import { defaultBudgetBytes } from '../../core/preflight/estimate.ts'
import { preflight } from '../../core/preflight/preflight.ts'
import { vocabularyOfDonor } from '../../core/preflight/stale-config.ts'

/** What a recipe would come to. */
export interface Prediction extends Pick<InspectResult, 'vocabulary' | 'estimate' | 'verdict'> {
  readonly findings: readonly Finding[]
  /** Donors that are not read yet: until they are, no vocabulary and no cost is predicted. */
  readonly waitsFor: readonly string[]
}

export interface PredictOptions {
  readonly text: string
  /** Donors that were read before, by name. */
  readonly donors: ReadonlyMap<string, InspectedDonor>
  /** The version of the mergekit that is installed; null: none is, or nobody has looked yet. */
  readonly mergekit: string | null
  /** Bytes that the engine may hold beside the interpreter; the run's own default if not given. */
  readonly memory?: number | undefined
  readonly output: string
  readonly env: NodeJS.ProcessEnv
}

/** The preflight of a recipe whose donors have been read already: no file is opened anew. */
export async function predictRecipe({
  text,
  donors,
  mergekit,
  memory,
  output,
  env,
}: PredictOptions): Promise<Prediction> {
  const parsed = parseMergeConfig(text)
  const closest = closestMergekit(mergekit)
  const unknown = mergekit === null ? null : unknownMergekit(mergekit)
  const findings = [...parsed.findings, ...checkMergeConfig(parsed, closest)]
  if (unknown) findings.push(makeFinding('mergekit-unknown', { message: unknown }))
  const { config } = parsed
  const nothing = { vocabulary: null, estimate: null, waitsFor: [] }
  if (!config || hasErrors(findings)) return { ...nothing, findings, verdict: 'blocked' }
  const base = config.baseModel && modelKey(config.baseModel)
  const names = [...modelNames(referencedModels(config)).values()]
  const known = names.flatMap((name): InspectedDonor[] => {
    const donor = donors.get(name)
    return donor ? [{ ...donor, role: donor.key === base ? 'base' : 'donor' }] : []
  })
  for (const { name, facts, lora } of known)
    append(findings, [...facts.findings, ...(lora?.findings ?? []), ...vocabularyOfDonor(name, facts)])
  append(findings, adapterFindings(known, undefined))
  const waitsFor = names.filter((name) => !donors.has(name))
  const areReadable = known.every(({ facts }) => facts.config && facts.weights)
  if (waitsFor.length > 0 || !areReadable)
    return { ...nothing, findings, verdict: verdictOf(findings), waitsFor }
  const { cache } = await hubAccess({ env })
  const decided = preflight(config, known, {
    mergekit: closest,
    machine: await describeMachine(output || process.cwd(), cache),
    missingRows: 'zero',
    allowCrimes: false,
    unsafeTruncate: false,
    budgetBytes: memory ?? defaultBudgetBytes,
    found: findings,
    positions: parsed.positions,
  })
  const { vocabulary, estimate } = decided
  const all = [...findings, ...decided.findings]
  return { vocabulary, estimate, findings: all, verdict: verdictOf(all), waitsFor }
}
