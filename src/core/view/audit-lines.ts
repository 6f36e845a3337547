import type { TensorVoice } from '../contract/share-of-voice.ts'
import { largestOf } from '../many.ts'
import { shortShare, threeAtMost } from '../text/figures.ts'
import { widestLine } from '../text/fold.ts'
import { bar, cell, columnsOf } from '../text/layout.ts'
import { printable } from '../text/printable.ts'
import { shortNames } from '../text/short-names.ts'
import { counted } from '../text/units.ts'

/** What one donor contributed to one tensor: a line of the live audit, of `-v` and of `merge.log`. */
export interface AuditEntry {
  readonly tensor: string
  readonly ref: string
  readonly share: number | null
  readonly norm: number | null
  readonly keptDensity: number | null
}

/** The columns of such lines. */
export interface AuditColumns {
  readonly tensor: number
  readonly name: number
  readonly bar: number
  /** Where there is little room, share and norm stand alone. */
  readonly isNarrow: boolean
}

/** A piece of a line, and how a terminal draws it. */
export interface AuditPiece {
  readonly text: string
  readonly look: 'dim' | 'loud' | 'soft' | 'plain'
}

/** What the lines that stand below each other share. */
export interface AuditLayout {
  readonly columns: AuditColumns
  readonly nameOf: (ref: string) => string
  /** The share that fills a bar. */
  readonly loudest: number
}

export const auditEntries = ({ tensor, donors }: TensorVoice): readonly AuditEntry[] =>
  donors.map(({ ref, share, norm, keptDensity }) => ({ tensor, ref, share, norm, keptDensity }))

/** The donors that moved in a tensor, and those whose values there are the reference's. */
export const movedIn = (entries: readonly AuditEntry[]) => ({
  moved: entries.filter(({ norm }) => norm !== 0),
  same: entries.filter(({ norm }) => norm === 0),
})

const figureColumns = { share: 8, norm: 7, kept: 7 } as const
const figuresWidth =
  figureColumns.share + ' norm '.length + figureColumns.norm + ' kept '.length + figureColumns.kept

const bareWidth = figureColumns.share + figureColumns.norm
const narrowBelow = 76

/** How a line of that width is laid out: names get most of it, the bar what is left. */
export function auditColumns(columns: number, names: readonly string[]): AuditColumns {
  const isNarrow = columns < narrowBelow
  const room = Math.max(0, columns - (isNarrow ? bareWidth : figuresWidth) - 3)
  const longest = largestOf(
    names.map((name) => columnsOf(printable(name))),
    5,
  )
  const name = Math.min(longest, Math.max(8, Math.floor(room * 0.36)))
  const tensor = Math.min(40, Math.max(8, Math.floor(room * 0.42)))
  return { tensor, name, bar: Math.max(0, Math.min(24, room - name - tensor)), isNarrow }
}

/** How lines of that width are laid out, for these donors. */
export function auditLayout(
  width: number,
  refs: readonly string[],
  entries: readonly AuditEntry[],
): AuditLayout {
  const columns = auditColumns(width, refs)
  const names = shortNames(refs, columns.name)
  const loudest = largestOf(
    entries.map(({ share }) => share ?? 0),
    0,
  )
  return { columns, nameOf: (ref) => names.get(ref) ?? ref, loudest: loudest || 1 }
}

/** @param isSame whether the line above is of the same tensor, so that its name need not be said again */
export function auditLine(
  { tensor, ref, share, norm, keptDensity }: AuditEntry,
  { columns, nameOf, loudest }: AuditLayout,
  isSame = false,
): readonly AuditPiece[] {
  const [loud, far] = [
    shortShare(share).padStart(figureColumns.share),
    threeAtMost(norm).padStart(figureColumns.norm),
  ]
  const kept = keptDensity === null ? '' : ` kept ${shortShare(keptDensity).padStart(figureColumns.kept)}`
  const length = (share ?? 0) / loudest
  return [
    { text: cell(isSame ? '' : shortTensorName(tensor), columns.tensor), look: 'dim' },
    { text: ` ${cell(nameOf(ref), columns.name)} `, look: 'plain' },
    { text: bar(length, columns.bar).padEnd(columns.bar), look: length >= 0.66 ? 'loud' : 'soft' },
    { text: columns.isNarrow ? ` ${loud}${far}` : ` ${loud} norm ${far}${kept}`, look: 'plain' },
  ]
}

/** The lines of a tensor through a pipe and in a log; donors that it is the same in take one together. */
export function tensorLines(tensor: TensorVoice): readonly (readonly AuditPiece[])[] {
  const all = auditEntries(tensor)
  const { moved, same } = movedIn(all)
  const entries = same.length > 1 ? moved : all
  const refs = all.map(({ ref }) => ref)
  const indent = { text: '  ', look: 'plain' } as const
  const layout = auditLayout(widestLine - indent.text.length, refs, entries)
  const lines = entries.map((entry) => [indent, ...auditLine(entry, layout)])
  if (entries === all) return lines
  const name = cell(shortTensorName(tensor.tensor), layout.columns.tensor)
  return [
    ...lines,
    [indent, { text: `${name} ${counted(same.length, 'donor')} as the reference`, look: 'dim' }],
  ]
}

/** `layers.12.mlp.up_proj` of `model.layers.12.mlp.up_proj.weight`: what tells it from the others. */
export const shortTensorName = (tensor: string): string =>
  tensor.replace(/\.weight$/, '').replace(/^(?:model\.|language_model\.|transformer\.)+(?=.)/, '')
