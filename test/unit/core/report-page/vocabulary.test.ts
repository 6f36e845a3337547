import fc from 'fast-check'
import { expect, it } from 'vitest'
import { vocabularySection } from '../../../../src/core/report-page/vocabulary-section.ts'
import { sampleRun } from '../../../support/run-result.ts'

const name = fc.stringMatching(/^[a-z]{1,50}$/)

it('names each donor once and alike: those that lack rows, and those that supply them', () => {
  fc.assert(
    fc.property(fc.uniqueArray(name, { minLength: 2, maxLength: 6 }), fc.nat(5), (names, lacking) => {
      const refs = names.map((each) => `./folder/${each}`)
      const run = sampleRun(refs, 1, ['<a>'])
      const donors = run.shareOfVoice!.donors.map((donor, at) => ({
        ...donor,
        vocabulary: {
          held: { rows: 9, share: 0.5 },
          ghost: { rows: at <= lacking ? 1 : 0, share: null },
          absent: { rows: 0, share: null },
        },
      }))
      const page = vocabularySection({ ...run, shareOfVoice: { ...run.shareOfVoice!, donors } }).text
      const [records = '', rows = ''] = page.split('<h3>')
      const heads = (part: string) => [...part.matchAll(/<th scope="row".*?<\/th>/g)].map(([head]) => head)
      expect(heads(rows)).toHaveLength(refs.length)
      expect(new Set(heads(rows)).size).toBe(refs.length)
      expect(heads(rows)).toEqual(expect.arrayContaining(heads(records)))
    }),
  )
})
