import type { TensorVoice } from '../contract/share-of-voice.ts'
import { largestOf } from '../many.ts'
import { layerOf, moduleOf } from '../model/tensor-name.ts'
import { shortShare, threeAtMost } from '../text/figures.ts'
import { bar, cell, columnsOf } from '../text/layout.ts'
import { printable } from '../text/printable.ts'

/** What one donor contributed to one tensor: a line of the live audit, of `-v`, and in other words of `merge.log`. */
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

/** The parts of a line, each as wide as its column, so that a terminal can colour them. */
export interface AuditParts {
  readonly tensor: string
  readonly name: string
  readonly bar: string
  readonly figures: string
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

/**
 * @param nameOf what a donor is called where there is little room
 * @param loudest the share that fills a bar
 */
export function auditParts(
  { tensor, ref, share, norm, keptDensity }: AuditEntry,
  columns: AuditColumns,
  nameOf: (ref: string) => string = (name) => name,
  loudest = 1,
): AuditParts {
  const [loud, far] = [
    shortShare(share).padStart(figureColumns.share),
    threeAtMost(norm).padStart(figureColumns.norm),
  ]
  const kept = keptDensity === null ? '' : ` kept ${shortShare(keptDensity).padStart(figureColumns.kept)}`
  return {
    tensor: cell(shortTensorName(tensor), columns.tensor),
    name: cell(nameOf(ref), columns.name),
    bar: bar((share ?? 0) / loudest, columns.bar).padEnd(columns.bar),
    figures: columns.isNarrow ? `${loud}${far}` : `${loud} norm ${far}${kept}`,
  }
}

export const auditLine = (parts: AuditParts): string =>
  `${parts.tensor} ${parts.name} ${parts.bar} ${parts.figures}`.trimEnd()

/** `layers.12.mlp.up_proj` of `model.layers.12.mlp.up_proj.weight`: what tells it from the others. */
export const shortTensorName = (tensor: string): string =>
  tensor.replace(/\.weight$/, '').replace(/^(?:model\.|language_model\.|transformer\.)+(?=.)/, '')

/**
 * Whether every word of a filter stands in the donor, the tensor or its kind: `magnum 12 mlp`. A number is that of the
 * layer, or one in the donor's name.
 */
export function matchesWords(
  { tensor, ref }: Pick<AuditEntry, 'tensor' | 'ref'>,
  words: readonly string[],
): boolean {
  const text = `${ref} ${tensor} ${moduleOf(tensor)}`.toLowerCase()
  const numbers = [...(`${layerOf(tensor) ?? ''} ${ref}`.match(/\d+/g) ?? [])]
  return words.every((word) => (/^\d+$/.test(word) ? numbers.includes(word) : text.includes(word)))
}

export const wordsIn = (text: string): readonly string[] => text.toLowerCase().split(/\s+/).filter(Boolean)
