import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { OutputCheck } from '../../../../src/core/contract/verify.ts'
import { judge } from '../../../../src/core/verify/judge.ts'
import { tooFewRows } from '../../../../src/core/verify/too-few-rows.ts'
import { verdictOfChecks } from '../../../../src/core/verify/verify.ts'

const codes = [
  'config-layers',
  'config-tied',
  'tokenizer-merges',
  'special-tokens',
  'token-ids',
  'model-card',
]
const check = fc.record({
  code: fc.constantFrom(...codes),
  status: fc.constantFrom('pass', 'warn', 'fail', 'skip'),
  message: fc.constantFrom('a', 'b', tooFewRows(1024), tooFewRows(7)),
  tensor: fc.constant(null),
}) as fc.Arbitrary<OutputCheck>
const context = fc.record({
  architecture: fc.constantFrom('LlamaForCausalLM', 'BertForMaskedLM', null),
  donors: fc.array(fc.record({ ref: fc.constantFrom('org/a', 'org/b'), checks: fc.array(check) })),
  ownVocabulary: fc.boolean(),
  agreement: fc.constantFrom('agrees', 'differs', null),
})

it('an output that is what each of its donors is never fails', () => {
  fc.assert(
    fc.property(fc.array(check), context, (checks, { donors, ...rest }) => {
      const twins = [{ ref: 'org/twin', checks }, ...donors]
      expect(verdictOfChecks(judge(checks, { ...rest, donors: twins }))).toBe('ok')
    }),
  )
})

it('never makes a fault of something, drops nothing, and lets nothing fail pass', () => {
  fc.assert(
    fc.property(fc.array(check), context, (checks, given) => {
      const judged = judge(checks, given)
      expect(judged.map(({ code }) => code)).toEqual(checks.map(({ code }) => code))
      judged.forEach(({ status }, at) => {
        if (status === 'fail') expect(checks[at]!.status).toBe('fail')
        if (status === 'pass') expect(checks[at]!.status).toBe('pass')
      })
    }),
  )
})

it('a plain decoder fails what none of its donors fails', () => {
  fc.assert(
    fc.property(fc.array(check), context, (checks, given) => {
      const donors = given.donors.map(({ ref }) => ({ ref, checks: [] }))
      const known = { ...given, donors, architecture: 'LlamaForCausalLM' }
      expect(judge(checks, { ...known, agreement: null })).toEqual(checks)
      expect(judge(checks, { ...known, agreement: 'differs' })).toEqual(checks)
    }),
  )
})

it('never fails of the layout what the built model has, but for a head that is stored and tied', () => {
  fc.assert(
    fc.property(fc.array(check), context, (checks, given) => {
      const judged = judge(checks, { ...given, agreement: 'agrees' })
      expect(judged.filter(({ code, status }) => code.startsWith('config-') && status === 'fail')).toEqual([])
    }),
  )
  const tied: OutputCheck = { code: 'config-tied', status: 'fail', message: 'a head', tensor: null }
  const plain = { architecture: 'LlamaForCausalLM', donors: [], ownVocabulary: false } as const
  expect(judge([tied], { ...plain, agreement: 'agrees', storesTied: true })).toEqual([tied])
})

it('names the donor that had it, and asks for the rows of a tokenizer that the merge built itself', () => {
  const fault = (code: string, message: string): OutputCheck => ({
    code,
    status: 'fail',
    message,
    tensor: null,
  })
  const merges = fault('tokenizer-merges', 'the BPE tokenizer has no merges')
  const rows = (count: number) => fault('tokenizer-rows', `the token x has the id 9, ${tooFewRows(count)}`)
  const donors = [{ ref: 'org/a', checks: [merges, rows(8)] }]
  const known = { architecture: 'LlamaForCausalLM', donors }
  const [merged, ghost] = judge([merges, rows(7)], { ...known, ownVocabulary: false })
  expect(merged).toMatchObject({ status: 'warn', message: 'the BPE tokenizer has no merges, as in org/a' })
  expect(ghost?.status).toBe('warn')
  expect(judge([rows(7)], { ...known, ownVocabulary: true })[0]?.status).toBe('fail')
})

it('a template that is left to the donors is missed where one of them has one, and only there', () => {
  const said = (status: OutputCheck['status']): OutputCheck => ({
    code: 'chat-template',
    status,
    message: 'a',
    tensor: null,
  })
  const statuses = fc.constantFrom<OutputCheck['status']>('pass', 'skip')
  fc.assert(
    fc.property(context, fc.array(statuses), fc.constantFrom('auto', 'given', null), (given, had, asked) => {
      const donors = had.map((status) => ({ ref: 'org/a', checks: [said(status)] }))
      const [{ status } = said('fail')] = judge([said('fail')], { ...given, donors, chatTemplate: asked })
      expect(status).toBe(asked === 'auto' && !had.includes('pass') ? 'skip' : 'fail')
    }),
  )
})
