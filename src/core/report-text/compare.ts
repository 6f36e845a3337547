import type { ComparisonResult } from '../contract/comparison.ts'
import type { RunResult } from '../contract/run.ts'
import type { OutputCheck } from '../contract/verify.ts'
import { recipeDifferences } from '../recipe/differences.ts'
import { recipeOf } from '../view/what-if.ts'

/** What changed from one run to another. Donors of both are listed, checks and versions where they differ. */
export function compareRuns(first: RunResult, second: RunResult): ComparisonResult {
  const runs = [first, second] as const
  const donors = runs.map(
    ({ shareOfVoice }) => new Map(shareOfVoice?.donors.map((donor) => [donor.ref, donor])),
  )
  const ghosts = runs.map(
    ({ vocabularyAudit }) =>
      new Map(vocabularyAudit?.models.map(({ model, skipped, zeroed }) => [model, skipped + zeroed])),
  )
  const refs = [...new Set([...donors, ...ghosts].flatMap((known) => [...known.keys()]))]
  const both = <Value>(of: (run: number) => Value | null | undefined) => ({
    first: of(0) ?? null,
    second: of(1) ?? null,
  })
  return {
    schema: 1,
    outputs: { first: first.output, second: second.output },
    verdict: { first: first.verdict, second: second.verdict },
    sameConfig: first.config === second.config,
    ...recipeChanges(first, second),
    layers: both((run) => runs[run]?.shareOfVoice?.layers.length),
    donors: refs.map((ref) => ({
      ref,
      share: both((run) => donors[run]?.get(ref)?.share),
      norm: both((run) => donors[run]?.get(ref)?.norm),
      weight: both((run) => donors[run]?.get(ref)?.weight),
      band: both((run) => donors[run]?.get(ref)?.band),
      ghosts: both((run) => ghosts[run]?.get(ref) ?? (runs[run]?.vocabularyAudit ? 0 : null)),
    })),
    checks: differing(runs.map(({ verify }) => statuses(verify?.checks ?? []))).map(({ key, values }) => ({
      code: key,
      status: values,
    })),
    versions: differing(runs.map(({ versions }) => new Map(Object.entries(versions)))).map(
      ({ key, values }) => ({ name: key, version: values }),
    ),
  }
}

/** Nothing where a record of one of two configs holds no recipe that can be read: who knows whether they are the same? */
function recipeChanges(first: RunResult, second: RunResult): Pick<ComparisonResult, 'recipe'> {
  if (first.config === second.config) return { recipe: [] }
  const [before, after] = [recipeOf(first), recipeOf(second)]
  return before && after ? { recipe: [...recipeDifferences(before, after)] } : {}
}

const severity: readonly OutputCheck['status'][] = ['skip', 'pass', 'warn', 'fail']

function statuses(checks: readonly OutputCheck[]): Map<string, OutputCheck['status']> {
  const worst = new Map<string, OutputCheck['status']>()
  for (const { code, status } of checks) {
    const known = worst.get(code)
    if (!known || severity.indexOf(status) > severity.indexOf(known)) worst.set(code, status)
  }
  return worst
}

function differing<Value>([first, second]: readonly ReadonlyMap<string, Value>[]) {
  const keys = [...new Set([...(first?.keys() ?? []), ...(second?.keys() ?? [])])]
  return keys
    .map((key) => ({ key, values: { first: first?.get(key) ?? null, second: second?.get(key) ?? null } }))
    .filter(({ values }) => values.first !== values.second)
}
