import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { lineFor } from '../../../../src/cli/render/lines.ts'
import { makePaint } from '../../../../src/cli/render/paint.ts'
import { AuditLogParser } from '../../../../src/core/audit-log/parser.ts'
import {
  modelShareLines,
  parseShareLine,
  tensorShareLines,
} from '../../../../src/core/audit-log/share-lines.ts'
import type { DonorVoice } from '../../../../src/core/contract/share-of-voice.ts'
import type { RunEvent } from '../../../../src/core/events.ts'
import { logLine } from '../../../../src/core/run/log-line.ts'
import { withVerdicts } from '../../../../src/core/share-of-voice/verdict.ts'
import { sampleRun } from '../../../support/run-result.ts'

const anyText = fc.string({
  unit: fc.oneof(fc.constantFrom('"', '\\', '\n', "'", '[DELLA AUDIT] '), fc.string()),
})
const anyNumber = fc.option(
  fc.double({ noNaN: true, noDefaultInfinity: true }).filter((value) => !Object.is(value, -0)),
)
const anyVoice = fc.record({
  ref: anyText,
  norm: anyNumber,
  share: anyNumber,
  projection: anyNumber,
  cosine: anyNumber,
  keptDensity: anyNumber,
})

/** As the log has the figures of single tensors: in three digits. */
const rounded = (donor: DonorVoice): DonorVoice => {
  const three = (value: number | null) => {
    const short = value === null ? Number.NaN : Number(value.toPrecision(3))
    return Number.isFinite(short) ? short : null
  }
  const { ref, norm, share, projection, cosine, keptDensity } = donor
  return {
    ref,
    norm: three(norm),
    share: three(share),
    projection: three(projection),
    cosine: three(cosine),
    keptDensity: three(keptDensity),
  }
}

function read(log: string) {
  const parser = new AuditLogParser()
  const records = [...parser.push(log), ...parser.end()]
  return { records, shares: parser.shares.result() }
}

describe('share-of-voice lines', () => {
  it('come back from the log whatever donors, tensors and figures they hold', () => {
    fc.assert(
      fc.property(anyText, fc.array(anyVoice, { minLength: 1 }), (tensor, donors) => {
        const lines = tensorShareLines({ tensor, donors })
        const parsed = lines.map((line) => parseShareLine(`${line} and more`)?.share)
        expect(parsed).toEqual(donors.map((donor) => ({ kind: 'tensor', tensor, donor: rounded(donor) })))
        expect(lines.every((line) => !/[\r\n]/.test(line))).toBe(true)
      }),
    )
  })

  it('come back from merge.log, below the lines of -v', () => {
    const voice = fc.array(anyVoice, { minLength: 1, maxLength: 8 })
    const style = { paint: makePaint(false), verbose: true, quiet: false }
    fc.assert(
      fc.property(fc.array(fc.tuple(anyText, voice), { maxLength: 5 }), (tensors) => {
        const events = tensors.map(
          ([tensor, donors]): RunEvent => ({
            event: 'share-of-voice',
            tensor: { tensor, donors },
          }),
        )
        const log = events.map((event) => logLine(event, '2026-12-01T09:49:15.000Z')).join('\n')
        const records = tensors.flatMap(([tensor, donors]) => tensorShareLines({ tensor, donors }))
        expect(read(log)).toEqual(read(records.join('\n')))
        expect(
          log
            .split('\n')
            .filter((line) => !line.includes(' mergescope: [DELLA'))
            .join('\n'),
        ).toBe(
          events
            .flatMap((event) => lineFor(event, style)!.split('\n'))
            .map((line) => `2026-12-01T09:49:15.000Z info mergescope: ${line}`)
            .join('\n'),
        )
      }),
    )
  })

  it('tell the whole story of a run again, between the lines of others', () => {
    const voice = withVerdicts(sampleRun(['org/loud', 'org/"quiet"'], 2, []).shareOfVoice!)
    const lines = [...voice.tensors.flatMap(tensorShareLines), ...modelShareLines(voice)]
    const { records, shares } = read(lines.flatMap((line) => ['INFO:other: line', line, '']).join('\n'))
    expect(records).toEqual([])
    expect(shares!.tensors).toEqual(
      voice.tensors.map(({ tensor, donors }) => ({ tensor, donors: donors.map(rounded) })),
    )
    expect(shares!.donors).toEqual(
      voice.donors.map(({ ref, weight, norm, share, band, verdict }) => ({
        ref,
        weight,
        norm,
        share,
        band,
        changeWithout: null,
        verdict: verdict!.sentence,
      })),
    )
  })

  it('never take a foreign or cut line for one', () => {
    const [line] = tensorShareLines(sampleRun(['a'], 1, []).shareOfVoice!.tensors[0]!)
    for (let end = 0; end < line!.indexOf(' kept='); end += 1)
      expect(parseShareLine(line!.slice(0, end))).toBeNull()
    fc.assert(fc.property(anyText, (text) => void parseShareLine(`[DELLA AUDIT] ${text}`)))
  })

  it('do not end an audit entry that is wrapped around them', () => {
    const [line] = tensorShareLines(sampleRun(['a'], 1, []).shareOfVoice!.tensors[0]!)
    const entry = `[VOCAB AUDIT] Model 'm' is missing token 't' (ID: 5).\n${line}\nDonor size: 4, Requested Index: 5. Skipping.`
    expect(read(entry).records).toMatchObject([{ kind: 'skipped', token: 't' }])
  })

  it('are absent from a log that has none', () => {
    expect(read('nothing here\n').shares).toBeNull()
  })
})
