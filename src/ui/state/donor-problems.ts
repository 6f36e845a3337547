import { hasErrors } from '../../core/findings/make.ts'
import type { MergeConfig } from '../../core/merge-config/types.ts'
import { closestMergekit } from '../../core/mergekit/known.ts'
import { modelKey } from '../../core/model-ref.ts'
import { compatibilityFindings } from '../../core/preflight/compatibility.ts'
import type { InspectedDonor } from '../../core/preflight/donor.ts'
import { refusedValues } from '../../core/preflight/refused-values.ts'
import { donorNames, emptyRecipe, withReferences } from '../../core/recipe/recipe.ts'
import type { AppState } from './app.ts'

/** Why a donor cannot be merged, by its name: it cannot be read, or does not fit the base (or the first donor). */
export function donorProblems({
  config,
  donors,
  mergekit,
  transformers,
}: Pick<AppState, 'config' | 'donors' | 'mergekit' | 'transformers'>): ReadonlyMap<string, string> {
  const problems = new Map<string, string>()
  const names = donorNames(config)
  const readable = names.flatMap((name): InspectedDonor[] => {
    const state = donors.get(name)
    if (state?.status === 'failed') problems.set(name, state.message)
    if (state?.status !== 'read') return []
    // A donor may have been read before it was known what is installed.
    const refused = refusedValues(name, state.donor.facts, transformers)
    const findings = [...state.report.findings, ...refused]
    if (hasErrors(findings))
      problems.set(name, findings.find(({ severity }) => severity === 'error')!.message)
    return state.donor.facts.config && state.donor.facts.weights ? [state.donor] : []
  })
  const base = config.baseModel && modelKey(config.baseModel)
  const reference = readable.find(({ key }) => key === base) ?? readable[0]
  if (!reference) return problems
  for (const donor of readable) {
    if (donor === reference || problems.has(donor.name)) continue
    const misfit = misfitOf(config, mergekit, reference, donor)
    if (misfit) problems.set(donor.name, misfit)
  }
  return problems
}

function misfitOf(
  { mergeMethod }: MergeConfig,
  mergekit: AppState['mergekit'],
  reference: InspectedDonor,
  donor: InspectedDonor,
): string | null {
  const pair = withReferences({ ...emptyRecipe, mergeMethod }, [reference.ref, donor.ref])
  const findings = compatibilityFindings(pair, [reference, donor], {
    mergekit: closestMergekit(mergekit),
    allowCrimes: false,
  })
  return findings.find(({ severity }) => severity === 'error')?.message ?? null
}
