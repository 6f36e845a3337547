import {
  band,
  type DonorSummary,
  type DonorVoice,
  type ShareOfVoice,
  type TensorVoice,
} from '../contract/share-of-voice.ts'
import { largestOf } from '../many.ts'
import { rounded } from '../text/rounded.ts'

/** What opens every share-of-voice line; the format is documented in docs/share-of-voice.md. */
export const shareMarker = '[DELLA AUDIT]'

export type ShareLine =
  | { readonly kind: 'tensor'; readonly tensor: string; readonly donor: DonorVoice }
  | { readonly kind: 'model'; readonly donor: LoggedDonor }

/** What the log tells of a donor in the whole model. */
export type LoggedDonor = Pick<
  DonorSummary,
  'ref' | 'weight' | 'norm' | 'share' | 'band' | 'changeWithout'
> & {
  readonly verdict: string | null
}

const number = (value: number | null | undefined): string =>
  value === null || value === undefined || !Number.isFinite(value) ? '-' : String(value)

/** Three digits: the exact figures are in run.json. */
const short = (value: number | null | undefined): string =>
  number(value === null || value === undefined ? null : rounded(value, 3))

/** The lines of one tensor, one a donor, in columns. */
export function tensorShareLines({ tensor, donors }: TensorVoice): readonly string[] {
  const names = donors.map(({ ref }) => JSON.stringify(ref))
  const width = largestOf(
    names.map((name) => name.length),
    0,
  )
  return donors.map(
    ({ norm, share, projection, cosine, keptDensity }, index) =>
      `${shareMarker} tensor=${JSON.stringify(tensor)} donor=${names[index]!.padEnd(width)} norm=${short(norm).padEnd(6)} ` +
      `share=${short(share).padEnd(8)} projection=${short(projection).padEnd(9)} cosine=${short(cosine).padEnd(8)} kept=${short(keptDensity)}`,
  )
}

/** The lines of the whole model, one a donor. */
export function modelShareLines({ donors }: ShareOfVoice): readonly string[] {
  return donors.map(
    ({ ref, weight, norm, share, band, changeWithout, verdict }) =>
      `${shareMarker} model donor=${JSON.stringify(ref)} weight=${number(weight)} norm=${number(norm)} ` +
      `share=${number(share)} without=${number(changeWithout)} band=${JSON.stringify(band)} ` +
      `verdict=${JSON.stringify(verdict?.sentence ?? null)}`,
  )
}

const text = String.raw`("(?:[^"\\]|\\.)*"|null)`
const figure = String.raw`(-?[\d.]+(?:e[+-]?\d+)?|-)`
const tensorLine = new RegExp(
  `tensor=${text} donor=${text} +norm=${figure} +share=${figure} +projection=${figure} +cosine=${figure} +kept=${figure}`,
  'y',
)
const modelLine = new RegExp(
  `model donor=${text} weight=${figure} norm=${figure} share=${figure} without=${figure} band=${text} verdict=${text}`,
  'y',
)

/** Reads the share-of-voice line that opens at the start of the text, and where it ends; null when it is none. */
export function parseShareLine(line: string): { share: ShareLine; end: number } | null {
  for (const [pattern, read] of [
    [tensorLine, readTensorLine],
    [modelLine, readModelLine],
  ] as const) {
    pattern.lastIndex = shareMarker.length + 1
    const match = line.startsWith(shareMarker) ? pattern.exec(line) : null
    const share = match && read(match.slice(1))
    if (share) return { share, end: pattern.lastIndex }
  }
  return null
}

function readTensorLine(match: readonly string[]): ShareLine | null {
  const tensor = textOf(match[0]!)
  const ref = textOf(match[1]!)
  const [norm, share, projection, cosine, keptDensity] = match.slice(2).map(numberOf)
  if (tensor === null || ref === null) return null
  return {
    kind: 'tensor',
    tensor,
    donor: {
      ref,
      norm: norm!,
      share: share!,
      projection: projection!,
      cosine: cosine!,
      keptDensity: keptDensity!,
    },
  }
}

function readModelLine(match: readonly string[]): ShareLine | null {
  const ref = textOf(match[0]!)
  const [weight, norm, share, changeWithout] = match.slice(1, 5).map(numberOf)
  const known = band.safeParse(textOf(match[5]!))
  if (ref === null || !known.success) return null
  return {
    kind: 'model',
    donor: {
      ref,
      weight: weight!,
      norm: norm ?? 0,
      share: share ?? 0,
      band: known.data,
      changeWithout: changeWithout!,
      verdict: textOf(match[6]!),
    },
  }
}

function textOf(literal: string): string | null {
  try {
    return JSON.parse(literal) as string | null
  } catch {
    return null
  }
}

function numberOf(figure: string): number | null {
  const value = Number(figure)
  return figure === '-' || !Number.isFinite(value) ? null : value
}
