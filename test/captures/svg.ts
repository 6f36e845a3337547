import type { IBuffer, IBufferCell } from '@xterm/headless'

const cellWidth = 8.4
export const lineHeight = 18
export const padding = 12
const paper = '#16181d'
const ink = '#d8dbe2'
/** The sixteen colours of a terminal, the way many dark themes have them. */
const palette = [
  ...['#2b2e36', '#e5656b', '#8fc472', '#e0b45c', '#6ca4e8', '#c48ae0', '#5cc5cf', '#d8dbe2'],
  ...['#5c6170', '#ff858a', '#aee08f', '#f5cf80', '#8fbdf5', '#dba9f2', '#7fe0ea', '#ffffff'],
]

interface Run {
  readonly column: number
  readonly text: string
  readonly width: number
  readonly style: Style
}

/** A line of a terminal as runs of one style each. */
export type ScreenLine = readonly Run[]

interface Style {
  readonly fill: string
  readonly back: string | null
  readonly bold: boolean
  readonly dim: boolean
}

export const sizeOf = (columns: number, rows: number) => ({
  width: columns * cellWidth + 2 * padding,
  height: rows * lineHeight + 2 * padding,
})

export const background = `<rect width="100%" height="100%" rx="8" fill="${paper}"/>`

/** The visible part of a terminal's buffer as an SVG: one text element for each run of one style. */
export function svgOf(buffer: IBuffer, columns: number, rows: number, title: string): string {
  const { width, height } = sizeOf(columns, rows)
  const lines = linesOf(buffer, columns, rows).flatMap((line, row) =>
    line.length > 0 ? [`<g transform="translate(0,${padding + row * lineHeight})">${lineSvg(line)}</g>`] : [],
  )
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" aria-label="${escaped(title)}" font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace" font-size="14">
<title>${escaped(title)}</title>
${background}
${lines.join('\n')}
</svg>
`
}

/** What a terminal shows now. */
export const linesOf = (buffer: IBuffer, columns: number, rows: number): readonly ScreenLine[] =>
  Array.from({ length: rows }, (_, row) => runsOf(buffer, row, columns))

function runsOf(buffer: IBuffer, row: number, columns: number): readonly Run[] {
  const line = buffer.getLine(buffer.viewportY + row)
  const runs: Run[] = []
  for (let column = 0; line && column < columns; column++) {
    const cell = line.getCell(column)
    if (!cell || cell.getWidth() === 0) continue
    const style = styleOf(cell)
    const text = cell.getChars() || ' '
    const last = runs.at(-1)
    if (last && JSON.stringify(last.style) === JSON.stringify(style))
      runs[runs.length - 1] = { ...last, text: last.text + text, width: last.width + cell.getWidth() }
    else runs.push({ column, text, width: cell.getWidth(), style })
  }
  return runs.filter(({ text, style }) => text.trim() !== '' || style.back !== null)
}

function styleOf(cell: IBufferCell): Style {
  const front = cell.isFgDefault() ? ink : colourOf(cell.getFgColor(), cell.isFgRGB())
  const behind = cell.isBgDefault() ? null : colourOf(cell.getBgColor(), cell.isBgRGB())
  const isInverse = cell.isInverse() !== 0
  return {
    fill: isInverse ? (behind ?? paper) : front,
    back: isInverse ? front : behind,
    bold: cell.isBold() !== 0,
    dim: cell.isDim() !== 0,
  }
}

const hex = (value: number) => value.toString(16).padStart(2, '0')

/** One of the sixteen, of the cube of 216, of the greys, or a colour of 24 bits. */
function colourOf(colour: number, isTrue: boolean): string {
  if (isTrue) return `#${colour.toString(16).padStart(6, '0')}`
  if (colour < 16) return palette[colour] ?? ink
  if (colour > 231) return `#${hex(8 + (colour - 232) * 10).repeat(3)}`
  const at = colour - 16
  return `#${[Math.floor(at / 36), Math.floor(at / 6) % 6, at % 6].map((step) => hex(step && 55 + step * 40)).join('')}`
}

/** A line at the top of the picture. */
export const lineSvg = (line: ScreenLine): string => line.map(drawn).join('')

function drawn({ column, text, width, style }: Run): string {
  const x = (padding + column * cellWidth).toFixed(1)
  const length = (width * cellWidth).toFixed(1)
  const back =
    style.back === null
      ? ''
      : `<rect x="${x}" width="${length}" height="${lineHeight}" fill="${style.back}"/>`
  const more = `${style.bold ? ' font-weight="bold"' : ''}${style.dim ? ' opacity="0.6"' : ''}`
  return `${back}<text x="${x}" y="13.5" fill="${style.fill}"${more} textLength="${length}" lengthAdjust="spacingAndGlyphs" xml:space="preserve">${escaped(text)}</text>`
}

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
