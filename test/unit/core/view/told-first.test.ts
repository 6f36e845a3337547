import fc from 'fast-check'
import { expect, it } from 'vitest'
import { makePaint } from '../../../../src/cli/render/paint.ts'
import { voiceLines } from '../../../../src/cli/render/voice.ts'
import { withVerdicts } from '../../../../src/core/share-of-voice/verdict.ts'
import { shareRows } from '../../../../src/core/view/share-rows.ts'
import { sampleRun } from '../../../support/run-result.ts'

it('tells of each donor that matters, or counts it with the others, and never more than a screen', () => {
  const norms = fc.array(
    fc.double({ min: -2, max: 2, noNaN: true }).map((power) => 10 ** power),
    {
      minLength: 1,
      maxLength: 40,
    },
  )
  fc.assert(
    fc.property(norms, (all) => {
      const voice = sampleRun(
        all.map((_, at) => `org/${at}`),
        1,
        [],
      ).shareOfVoice!
      const total = all.reduce((sum, norm) => sum + norm, 0)
      const donors = voice.donors.map((donor, at) => ({ ...donor, norm: all[at]!, share: all[at]! / total }))
      const judged = withVerdicts({ ...voice, donors })
      const lines = voiceLines(judged, 100, makePaint(false))
      const told = lines.filter((line) => /^[!·] /.test(line)).length
      const counted = lines.at(-1)!.startsWith('  ')
        ? Number(/^ {2}(\d+) more: /.exec(lines.at(-1)!)?.[1] ?? 0)
        : 0
      const rows = shareRows(judged)
      expect(told + counted).toBe(rows.filter(({ verdict }) => verdict!.important).length)
      const urgent = rows.filter(
        ({ alarming, verdict, donor }) => alarming || (verdict && donor.verdict!.flags.length > 0),
      )
      expect(told).toBeLessThanOrEqual(Math.max(5, urgent.length))
    }),
  )
})
