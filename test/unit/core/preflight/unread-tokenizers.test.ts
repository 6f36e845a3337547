import { describe, expect, test } from 'vitest'
import { makeFinding } from '../../../../src/core/findings/make.ts'
import { parseMergeConfig } from '../../../../src/core/merge-config/parse.ts'
import { modelKey, parseModelRef } from '../../../../src/core/model-ref.ts'
import type { InspectedDonor } from '../../../../src/core/preflight/donor.ts'
import { preflight } from '../../../../src/core/preflight/preflight.ts'
import { specialTokenFindings } from '../../../../src/core/preflight/special-tokens.ts'
import { asMergeMeans } from '../../../../src/core/preflight/unread-tokenizers.ts'
import { donorFacts, plenty } from './facts.ts'

const names = ['b', 'a', 'c']

/** Three donors, of which one has a tokenizer that is good for nothing. */
function donorsOf(broken: string, code: 'tokenizer-broken' | 'tokenizer-unusable', base: string | null) {
  return names.map((name): InspectedDonor => {
    const isBroken = name === broken
    const facts = donorFacts(name, isBroken ? { tokens: null, rows: 8 } : {})
    const findings = [
      makeFinding('donor-note', { donor: name, message: 'odd' }),
      ...(isBroken ? [makeFinding(code, { donor: name, message: 'tokenizer.json holds nothing' })] : []),
    ]
    const ref = parseModelRef(name)
    const rest = { lora: null, downloadBytes: 0, local: true }
    return {
      ref,
      key: modelKey(ref),
      name,
      role: name === base ? 'base' : 'donor',
      facts: { ...facts, findings },
      ...rest,
    }
  })
}

const codes = ['tokenizer-broken', 'tokenizer-unusable'] as const
const sources = [null, 'union', 'base', 'c'] as const

/** Whose tokenizer has to be read: that of the base, or of the first one, and the source's. */
const needed = (source: (typeof sources)[number], base: string | null) => [
  base ?? 'b',
  ...(source === 'c' ? ['c'] : []),
]

describe.each(sources)('tokenizer source %s', (source) => {
  test.each([null, 'b', 'c'])('and base %s', (base) => {
    const more = [base && `base_model: ${base}`, source && `tokenizer: {source: ${source}}`].filter(Boolean)
    const models = names.map((name) => `{model: ${name}, parameters: {weight: 1}}`).join(', ')
    const { config } = parseMergeConfig(`merge_method: linear\nmodels: [${models}]\n${more.join('\n')}\n`)
    for (const broken of names)
      for (const code of codes) {
        const donors = donorsOf(broken, code, base)
        const told = donors.flatMap((donor) => asMergeMeans(config!, donors, donor))
        const [found, ...others] = told.filter((finding) => finding.code !== 'donor-note')
        // What the library takes is not passed over where the merge lets the library read it.
        const isError =
          needed(source, base).includes(broken) || (source !== null && code !== 'tokenizer-broken')
        expect(others).toEqual([])
        expect(found, broken).toMatchObject(
          isError ? { code, severity: 'error' } : { code: 'tokenizer-unread', severity: 'warning' },
        )
        expect(found).toMatchObject({ donor: broken, message: 'tokenizer.json holds nothing' })
        const { stock, patched } = preflight(config!, donors, { ...plenty, earlier: told })
        if (!isError)
          expect([patched.outcome, base && stock.outcome], broken).toEqual(['succeeds', base && 'succeeds'])
        else if (code === 'tokenizer-broken')
          expect([patched.outcome, base && stock.outcome], broken).not.toContain('succeeds')
      }
  })
})

test('without a config nothing is passed over', () => {
  const donors = donorsOf('a', 'tokenizer-broken', null)
  expect(donors.flatMap((donor) => asMergeMeans(null, donors, donor))).toEqual(
    donors.flatMap(({ facts }) => facts.findings),
  )
})

test('of a tokenizer that cannot be read only the ids are held against the others', () => {
  const told = (id: number, other: number) => {
    const donors = donorsOf('c', 'tokenizer-broken', null).map((donor): InspectedDonor => {
      const { config } = donor.facts
      const eosTokenIds = [donor.name === 'c' ? other : id]
      return { ...donor, facts: { ...donor.facts, config: config && { ...config, eosTokenIds } } }
    })
    return specialTokenFindings(donors, null, false).map(({ code, message }) => `${code}: ${message}`)
  }
  expect(told(2, 2)).toEqual([])
  expect(told(2, 3)).toEqual(['eos-differs: end-of-sequence tokens differ: "c" (2) in b, a; id 3 in c'])
})

test('the same token by another id is told where nothing renumbers it', () => {
  const donors = donorsOf('none', 'tokenizer-broken', null).map((donor): InspectedDonor => {
    const turned = donor.name === 'c' ? { tokens: ['b', 'a', 'c'] } : {}
    const { config, ...facts } = donorFacts(donor.name, turned)
    return {
      ...donor,
      facts: { ...facts, config: config && { ...config, eosTokenIds: [donor.name === 'c' ? 0 : 1] } },
    }
  })
  expect(specialTokenFindings(donors, null, true)).toEqual([])
  expect(specialTokenFindings(donors, null, false)).toMatchObject([{ code: 'eos-differs' }])
})
