import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { DonorSummary } from '../../../../src/core/contract/share-of-voice.ts'
import { subtleTimes } from '../../../../src/core/share-of-voice/bands.ts'
import { fairShares, reaches } from '../../../../src/core/share-of-voice/fair-share.ts'
import { whyQuiet } from '../../../../src/core/share-of-voice/why-quiet.ts'

type Sketch = Pick<DonorSummary, 'norm' | 'weight'> & Partial<DonorSummary>

/** Donors whose shares follow weight and norm, but for what `arrived` says of each. */
function donorsOf(sketches: readonly Sketch[], arrived = sketches.map(() => 1)): readonly DonorSummary[] {
  const loudness = reaches(sketches).map((reach, at) => reach * arrived[at]!)
  const all = loudness.reduce((sum, each) => sum + each, 0)
  return sketches.map((sketch, at) => ({
    ...{ ref: `org/${at}`, band: 'subtle', share: loudness[at]! / all },
    ...sketch,
  }))
}

const sketch = fc.record({
  norm: fc.double({ min: 0.1, max: 100, noNaN: true }),
  weight: fc.double({ min: 0.01, max: 1, noNaN: true }),
})

describe('why a donor is quiet', () => {
  it('is the norm of others where nothing else made a difference, whatever the weights', () => {
    fc.assert(
      fc.property(fc.array(sketch, { minLength: 2, maxLength: 15 }), (sketches) => {
        const donors = donorsOf(sketches)
        const fair = fairShares(donors.map(({ weight }) => weight))
        donors.forEach((donor, at) => {
          if (donor.share > subtleTimes * fair[at]!) return
          const told = whyQuiet(donor, donors)
          expect(told).toMatch(/moved further$/)
          const ahead = donors.filter(({ norm }) => norm > donor.norm).length
          const named = told.startsWith('the others') ? donors.length - 1 : Number.parseInt(told, 10)
          expect(named).toBeGreaterThan(0)
          expect(named).toBeLessThanOrEqual(ahead)
        })
      }),
    )
  })

  const rest = [1, 2, 3].map(() => ({ norm: 6, weight: 1, lost: 0.1, keptEnergy: 0.9 }))
  it.each<[Partial<DonorSummary>, string]>([
    [{}, 'less of it arrived than of the others'],
    [{ lost: 0.6 }, 'outvoted'],
    [{ keptEnergy: 0.3 }, 'trimmed'],
    [{ weight: null }, 'of little weight'],
    [{ lost: 0.6, keptEnergy: 0.3 }, 'outvoted or trimmed'],
  ])('names what was measured of it beside the others: %o', (more, reason) => {
    const donors = donorsOf([{ ...rest[0]!, ...more }, ...rest], [0.4, 1, 1, 1])
    expect(whyQuiet(donors[0]!, donors)).toBe(reason)
  })
})
