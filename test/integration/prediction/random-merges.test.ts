import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { newestMergekit } from '../../../src/core/mergekit/known.ts'
import type { InspectedDonor } from '../../../src/core/preflight/donor.ts'
import type { Inspection } from '../../../src/steps/inspect/inspect.ts'
import { realMergekits } from '../../support/mergekits.ts'
import { testPython } from '../../support/python.ts'
import type { Case } from './cases.ts'
import { configOf, inspectText, makeDonors, makeOverlay, type RealRun, runMerges } from './lab.ts'
import { randomCases, randomDonor } from './random-cases.ts'
import { realOutcome } from './real-outcome.ts'

/** More, and others: PREDICTION_CASES=500 PREDICTION_SEED=7. */
const count = Number(process.env.PREDICTION_CASES ?? 25)
const seed = Number(process.env.PREDICTION_SEED ?? 3)
/** Merges of several classes are rarer, and have names of tensors that some of their donors lack. */
const cases = [...randomCases(seed, count), ...randomCases(seed + 1000, Math.ceil(count / 2), undefined, 0.8)]

const named = ({ base, models, slices, tokenizer }: Case): readonly string[] => [
  ...(base ? [base] : []),
  ...(models ?? slices?.flat() ?? []),
  ...[...JSON.stringify(tokenizer ?? null).matchAll(/"@([\w.-]+)"/g)].map(([, name]) => name!),
]

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'forecast-'))
  const used = [...new Set(cases.flatMap(named))]
  const specs = Object.fromEntries(used.map((name) => [name, randomDonor(name)]))
  await makeDonors(testPython(), specs, join(folder, 'donors'))
}, 1_200_000)
afterAll(async () => rm(folder, { recursive: true, force: true }))

// What an older mergekit makes of classes that it has no definition of is in no table.
describe.each(realMergekits.filter(({ mergekit }) => mergekit === newestMergekit))(
  'mergekit $version',
  ({ version, python }) => {
    let real: readonly (readonly RealRun[])[] = []
    const inspections: Inspection[] = []

    beforeAll(async () => {
      const overlay = join(folder, `stock-${version}`)
      expect(await makeOverlay(python(), overlay, false)).toBe(version)
      const jobs = cases.map((spec, at) => ({
        config: configOf(join(folder, 'donors'), spec),
        out: join(folder, version, String(at)),
        rotations: spec.base ? 1 : new Set(spec.models ?? spec.slices?.flat()).size,
      }))
      real = await runMerges(python(), overlay, jobs, join(folder, `${version}.json`))
      for (const spec of cases)
        inspections.push(
          await inspectText(JSON.stringify(configOf(join(folder, 'donors'), spec)), { mergekit: version }),
        )
    }, 2_400_000)

    test.each(cases.map(({ name }, at) => ({ name, at })))('$name', ({ at }) => {
      const { preflight, result, donors } = inspections[at]!
      const told = JSON.stringify({
        config: configOf('', cases[at]!),
        runs: real[at]!.map(({ lead, error, lost }) => ({ lead: lead && basename(lead), error, lost })),
        predicted: preflight?.stock.errors,
        damage: preflight?.stock.damage,
        findings: result.findings.map(({ code, message }) => `${code}: ${message}`),
      })
      // What makes no sense as a config is said of the config.
      if (!preflight) {
        expect(result.verdict, told).toBe('blocked')
        expect(
          real[at]!.every(({ error }) => error),
          told,
        ).toBe(true)
        return
      }
      const outcomes = real[at]!.map((run) => realOutcome(cases[at]!, run, vocabulariesOf(donors)))
      const outcome = new Set(outcomes).size === 1 ? outcomes[0] : 'by-chance'
      // What becomes of tensors that only one of several classes has is told by nobody.
      const isMixed = new Set(donors.map(({ facts }) => facts.config?.modelType)).size > 1
      const coarse = (of: string | undefined) => (isMixed && of !== 'crashes' ? 'ends well' : of)
      expect(coarse(preflight.stock.outcome), told).toBe(coarse(outcome))
      for (const { error } of real[at]!)
        if (error)
          expect(
            preflight.stock.errors.map(({ type }) => type),
            told,
          ).toContain(error.type)
    })
  },
)

function vocabulariesOf(donors: readonly InspectedDonor[]) {
  const entries = donors.map(({ name, facts }) => {
    const vocabulary = facts.tokenizer?.vocabulary
    const ids = Array.from(
      { length: vocabulary?.size ?? 0 },
      (_, entry) => [vocabulary!.tokenAt(entry), vocabulary!.idAt(entry)] as const,
    )
    return [name, { ids: new Map(ids), rows: facts.weights?.vocabularyTensors[0]?.rows ?? 0 }] as const
  })
  return new Map(entries)
}
