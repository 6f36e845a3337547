import type { IBuffer, IBufferCell } from '@xterm/headless'

const cellWidth = 8.4
const lineHeight = 18
const padding = 12
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

interface Style {
  readonly fill: string
  readonly back: string | null
  readonly bold: boolean
  readonly dim: boolean
}

/** The visible part of a terminal's buffer as an SVG: one text element for each run of one style. */
export function svgOf(buffer: IBuffer, columns: number, rows: number, title: string): string {
  const width = columns * cellWidth + 2 * padding
  const height = rows * lineHeight + 2 * padding
  const lines = Array.from({ length: rows }, (_, row) =>
    runsOf(buffer, row, columns).map((run) => drawn(run, row)),
  )
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" aria-label="${escaped(title)}" font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace" font-size="14">
<title>${escaped(title)}</title>
<rect width="100%" height="100%" rx="8" fill="${paper}"/>
${lines.flat().join('\n')}
</svg>
`
}

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
  const front = cell.isFgPalette() ? (palette[cell.getFgColor()] ?? ink) : ink
  const behind = cell.isBgPalette() ? (palette[cell.getBgColor()] ?? null) : null
  const isInverse = cell.isInverse() !== 0
  return {
    fill: isInverse ? (behind ?? paper) : front,
    back: isInverse ? front : behind,
    bold: cell.isBold() !== 0,
    dim: cell.isDim() !== 0,
  }
}

function drawn({ column, text, width, style }: Run, row: number): string {
  const x = (padding + column * cellWidth).toFixed(1)
  const top = padding + row * lineHeight
  const length = (width * cellWidth).toFixed(1)
  const back =
    style.back === null
      ? ''
      : `<rect x="${x}" y="${top}" width="${length}" height="${lineHeight}" fill="${style.back}"/>`
  const more = `${style.bold ? ' font-weight="bold"' : ''}${style.dim ? ' opacity="0.6"' : ''}`
  return `${back}<text x="${x}" y="${top + 13.5}" fill="${style.fill}"${more} textLength="${length}" lengthAdjust="spacingAndGlyphs" xml:space="preserve">${escaped(text)}</text>`
}

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
