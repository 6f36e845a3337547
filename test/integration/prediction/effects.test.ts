import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type FindingCode, findingCodes } from '../../../src/core/findings/codes.ts'
import { newestMergekit } from '../../../src/core/mergekit/known.ts'
import { stockEffects } from '../../../src/core/preflight/stock-effects.ts'
import { installedTransformers } from '../../../src/steps/environment/installed-mergekit.ts'
import type { Inspection } from '../../../src/steps/inspect/inspect.ts'
import { realMergekits } from '../../support/mergekits.ts'
import { testPython } from '../../support/python.ts'
import { donors } from './cases.ts'
import { type Example, exampleDonors, examples, variants } from './effect-examples.ts'
import { inspectText, makeDonors, makeOverlay, type RealRun, runMerges } from './lab.ts'

interface Shown extends Example {
  readonly code: FindingCode
  readonly name: string
}

const shown: readonly Shown[] = [
  ...Object.entries(examples).flatMap(([code, example]) =>
    typeof example === 'string' ? [] : [{ ...example, code: code as FindingCode, name: code }],
  ),
  ...variants,
]

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'effects-'))
  const used = (name: string) => shown.some(({ config }) => config.includes(`@${name}"`))
  const wanted = Object.entries({ ...donors, ...exampleDonors }).filter(([name]) => used(name))
  await makeDonors(testPython(), Object.fromEntries(wanted), join(folder, 'donors'))
}, 120_000)
afterAll(async () => rm(folder, { recursive: true, force: true }))

test('every finding whose effect nobody else predicts is shown in a real mergekit, or says why not', () => {
  const unshown = Object.keys(findingCodes).filter((code) => {
    const effect = stockEffects[code as FindingCode]
    const foreseen = typeof effect !== 'function' && effect.does === 'foreseen'
    return !foreseen && examples[code as FindingCode] === undefined
  })
  expect(unshown).toEqual([])
})

describe.each(realMergekits)('mergekit $version', ({ version, mergekit, python }) => {
  const own = shown.filter((example) => (example.mergekit ?? version) === version)
  let real: readonly (readonly RealRun[])[] = []
  const inspections: Inspection[] = []

  beforeAll(async () => {
    const withPaths = (text: string) =>
      text.replaceAll(/"(file:\/\/)?@([\w-]+)/g, `"$1${join(folder, 'donors')}/$2`)
    const overlay = join(folder, `stock-${version}`)
    expect(await makeOverlay(python(), overlay, false)).toBe(version)
    const jobs = own.map(({ config, options = {}, rotations = 1 }, at) => ({
      text: withPaths(config),
      out: join(folder, version, String(at)),
      options,
      rotations,
    }))
    real = await runMerges(python(), overlay, jobs, join(folder, `${version}.json`))
    const transformers = await installedTransformers({ python: python(), env: {} })
    for (const [at, { code, options }] of own.entries())
      inspections.push(
        await inspectText(jobs[at]!.text, {
          mergekit: version,
          transformers,
          allowCrimes: options?.allow_crimes,
          trustRemoteCode: options?.trust_remote_code,
          allowPickle: code === 'donor-pickle-allowed',
        }),
      )
  }, 600_000)

  test.each(own.map((example, at) => ({ ...example, at })))('$name', ({ code, at, patched }) => {
    const { findings, vocabulary } = inspections[at]!.result
    const runs = real[at]!
    const told = JSON.stringify({ runs: runs.map(({ error }) => error), findings, vocabulary })
    expect(
      findings.map((finding) => finding.code),
      told,
    ).toContain(code)
    const types = runs.flatMap(({ error }) => (error ? [error.type] : []))
    if (vocabulary) {
      const { outcome, error } = vocabulary.stock
      const expected = types.length === 0 ? 'no error' : types.length < runs.length ? 'by-chance' : 'crashes'
      expect(outcome === 'crashes' || outcome === 'by-chance' ? outcome : 'no error', told).toBe(expected)
      if (error && mergekit === newestMergekit) expect(types, told).toContain(error.type)
      if (patched) expect(vocabulary.patched.outcome, told).toBe(patched)
      else if (types.length > 0 && stockEffects[code] !== stockEffects['ghost-tokens'])
        expect(vocabulary.patched.outcome, told).not.toBe('succeeds')
    } else if (mergekit === newestMergekit) {
      const effect = stockEffects[code]
      if (typeof effect !== 'function')
        expect([effect.does === 'crashes' ? effect.type : undefined], told).toEqual([types[0]])
    }
  })
})
