import fc from 'fast-check'
import { expect, it } from 'vitest'
import { parseMergeConfig } from '../../../../src/core/merge-config/parse.ts'
import { namelessVerdicts } from '../../../../src/core/run/nameless-verdicts.ts'
import { seenFrom } from '../../../../src/core/run/seen-from.ts'
import { shareRows } from '../../../../src/core/view/share-rows.ts'
import { sampleRun } from '../../../support/run-result.ts'

const name = fc.stringMatching(/^[a-z]{1,12}$/)

it('tells of a donor the same wherever the result is opened, after the name that it has there', () => {
  fc.assert(
    fc.property(fc.uniqueArray(name, { minLength: 1, maxLength: 4 }), name, (names, folder) => {
      const refs = names.map((each) => `./${each}`)
      const models = refs.map((ref) => `  - {model: ${ref}, parameters: {weight: 0.1}}`).join('\n')
      const made = { ...sampleRun(refs, 1, []), config: `merge_method: linear\nmodels:\n${models}\n` }
      const moved = new Map(refs.map((ref) => [ref, `../${folder}/${ref.slice(2)}`]))
      const seen = seenFrom(made, parseMergeConfig(made.config).config!, moved)
      const old = shareRows(made.shareOfVoice!)
      const now = shareRows(seen.shareOfVoice!)
      expect(now.map(({ ref }) => ref)).toEqual(old.map(({ ref }) => moved.get(ref)))
      const rest = ({ ref, verdict }: (typeof old)[number]) => {
        expect(verdict!.sentence.startsWith(`${ref}: `)).toBe(true)
        return verdict!.sentence.slice(ref.length)
      }
      expect(now.map(rest)).toEqual(old.map(rest))
    }),
  )
})

it('tells a result of an older version, which has the names in its sentences, just as one of today', () => {
  fc.assert(
    fc.property(fc.uniqueArray(name, { minLength: 1, maxLength: 4 }), (names) => {
      const today = sampleRun(names, 1, [])
      const voice = today.shareOfVoice!
      const donors = voice.donors.map(({ verdict, ...donor }) => ({
        ...donor,
        verdict: verdict && { ...verdict, sentence: `${donor.ref}: ${verdict.sentence}` },
      }))
      expect(namelessVerdicts({ ...today, shareOfVoice: { ...voice, donors } })).toEqual(today)
      expect(namelessVerdicts(today)).toEqual(today)
    }),
  )
})
