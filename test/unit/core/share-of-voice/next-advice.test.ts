import fc from 'fast-check'
import { expect, it } from 'vitest'
import { nextAdvice } from '../../../../src/core/share-of-voice/next-advice.ts'
import { predictShares } from '../../../../src/core/share-of-voice/predict.ts'
import { sampleRun } from '../../../support/run-result.ts'

it('says in a sentence what a donor will be, and warns of a weight that came below 0', () => {
  const refs = ['org/a', 'org/b', 'org/c']
  const voice = sampleRun(refs, 1, []).shareOfVoice!
  fc.assert(
    fc.property(fc.double({ min: -1, max: 100, noNaN: true }), (weight) => {
      const next = predictShares(voice, new Map([['org/a', weight]]), 'sum')
      const told = nextAdvice(voice, next, 'org/a', new Map())!
      expect(told).toMatch(/^(below 0 .*; )?then it (leads|has|is|cannot)/)
      expect(told).not.toContain('nothing to do')
      expect(told.startsWith('below 0 its change is taken away')).toBe(weight < 0)
    }),
  )
})
