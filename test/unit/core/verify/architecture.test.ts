import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { ArchitectureReport } from '../../../../src/core/bridge/architecture.ts'
import { agreementOf, checkArchitecture } from '../../../../src/core/verify/architecture.ts'
import { verdictOfChecks } from '../../../../src/core/verify/verify.ts'

const names = fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'))
const built = fc.record({
  name: fc.constant('LlamaModel'),
  skipped: fc.constant(null),
  unknown: fc.constant(false),
  refused: fc.constant(null),
  missing: names,
  unexpected: names,
  misshapen: names.map((all) => all.map((name) => ({ name, shape: [2, 3], wanted: [3, 2] }))),
  tied: fc.constant([]),
  rows: fc.constant(null),
})
const nothing: ArchitectureReport = {
  name: 'LlamaModel',
  skipped: null,
  unknown: false,
  refused: null,
  missing: [],
  unexpected: [],
  misshapen: [],
  tied: [],
  rows: null,
}
const told = (report: Partial<ArchitectureReport>, lead: Partial<ArchitectureReport> | null = null) =>
  checkArchitecture({ output: { ...nothing, ...report }, lead: lead && { ...nothing, ...lead } }, './a')

it('fails by name what the output alone has, warns of what the leading model has as well', () => {
  fc.assert(
    fc.property(built, built, (output, lead) => {
      const failed = checkArchitecture({ output, lead }, './a')
      const own = (key: 'missing' | 'unexpected') => output[key].filter((name) => !lead[key].includes(name))
      const shapes = output.misshapen.filter(
        ({ name }) => !lead.misshapen.some((tensor) => tensor.name === name),
      )
      const faults = own('missing').length + own('unexpected').length + shapes.length
      expect(verdictOfChecks(failed)).toBe(faults > 0 ? 'failed' : 'ok')
      expect(verdictOfChecks(checkArchitecture({ output, lead: output }, './a'))).toBe('ok')
      const first = own('missing')[0]
      if (first !== undefined)
        expect(failed.find(({ code }) => code === 'architecture-missing')).toMatchObject({ tensor: first })
    }),
  )
})

it('says which tensor, of which class, and in whom it was so before', () => {
  const misshapen = [{ name: 'lm_head.weight', shape: [8, 4], wanted: [9, 4] }]
  expect(told({ missing: ['norm.weight'], misshapen }, { missing: ['norm.weight'] })).toMatchObject([
    { code: 'architecture-class', status: 'pass' },
    { status: 'warn', message: 'norm.weight is missing: LlamaModel needs it, as in ./a' },
    { code: 'architecture-unexpected', status: 'pass' },
    {
      status: 'fail',
      message: 'lm_head.weight has the shape [8, 4], LlamaModel with this config.json, from ./a, has [9, 4]',
    },
  ])
})

it('skips what nobody could tell, and fails what transformers refuses unless it refused that before', () => {
  const refused = 'transformers cannot build it'
  expect(told({ name: null, skipped: 'quantised' })).toMatchObject([{ status: 'skip' }])
  expect(told({ name: null, skipped: 'no such class', unknown: true })).toMatchObject([{ status: 'warn' }])
  expect(told({ name: null, refused })).toMatchObject([{ status: 'fail', message: refused }])
  expect(told({ name: null, refused }, { name: null, refused })).toMatchObject([{ status: 'warn' }])
  expect(agreementOf({ output: { ...nothing, name: null, skipped: '' }, lead: null })).toBe(null)
  expect(agreementOf({ output: nothing, lead: null })).toBe('agrees')
  expect(agreementOf({ output: { ...nothing, missing: ['a'] }, lead: null })).toBe('differs')
})
