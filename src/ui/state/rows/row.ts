import type { PredictedDonor } from '../../../core/share-of-voice/predict.ts'
import type { HeatCell } from '../../../core/view/heat-map.ts'
import type { ShareRow } from '../../../core/view/share-rows.ts'

/** A donor of the result, and what becomes of it in the next run where the recipe was changed. */
export interface DonorRow {
  readonly kind: 'donor'
  readonly told: ShareRow
  readonly next: PredictedDonor | null
  /** What it was in the run that this one began with, and what that one foretold; null where it was not in it. */
  readonly before: { readonly share: number | null; readonly foretold: number | null } | null
}

/** The donor of a row; null for any other row. */
export const donorAt = (row: ResultRow | undefined): string | null =>
  row?.kind === 'donor' ? row.told.ref : null

/** Of a layer, a module or a tensor: how loud each donor is. */
export interface VoicesRow {
  readonly kind: 'voices'
  readonly label: string
  readonly cells: readonly HeatCell[]
}

export interface TextRow {
  readonly kind: 'text'
  readonly mark: string
  readonly tone: 'plain' | 'warning' | 'error'
  /** The donor that it is about; it stands before the text. */
  readonly name: string | null
  readonly text: string
  /** Whether the text stands below that of its neighbours, whatever the names. */
  readonly isAligned?: boolean
}

/** One line of a result's view; `into` is what opens when it is chosen. All texts may be foreign. */
export type ResultRow = { readonly into: string | null } & (VoicesRow | DonorRow | TextRow)

type Tone = TextRow['tone']
/** A sentence. */
export const line = (
  text: string,
  mark = ' ',
  tone: Tone = 'plain',
  into: string | null = null,
): ResultRow => ({
  kind: 'text',
  name: null,
  text,
  mark,
  tone,
  into,
})

/** A sentence on a donor. */
export const ofDonor = (name: string, text: string, mark = ' ', tone: Tone = 'plain'): ResultRow => ({
  kind: 'text',
  name,
  text,
  mark,
  tone,
  into: null,
})

/** All that a row says. */
export function textOf(row: DonorRow | VoicesRow | TextRow): string {
  if (row.kind === 'donor') return `${row.told.ref} ${row.told.band}`
  if (row.kind === 'voices') return row.label
  return row.name === null ? row.text : `${row.name}: ${row.text}`
}
