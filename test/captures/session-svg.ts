import type { Frame } from './recorder.ts'
import { background, lineHeight, lineSvg, padding, sizeOf } from './svg.ts'

/**
 * A recorded session as one SVG that plays by itself: the screens stand side by side, and the picture steps from one to
 * the next. A line that several screens have is drawn once. Without animation (or wish for it) the last screen shows.
 */
export function sessionSvg(frames: readonly Frame[], columns: number, rows: number, title: string): string {
  const { width, height } = sizeOf(columns, rows)
  const total = frames.reduce((sum, { seconds }) => sum + seconds, 0)
  const names = new Map<string, string>()
  const nameOf = (line: string) => {
    const name = names.get(line) ?? `l${names.size}`
    names.set(line, name)
    return name
  }
  const screens = frames.map(({ lines }, at) => {
    const drawn = lines.flatMap((line, row) => {
      const text = lineSvg(line)
      return text ? [`<use href="#${nameOf(text)}" y="${padding + row * lineHeight}"/>`] : []
    })
    return `<g transform="translate(${at * width},0)">${drawn.join('')}</g>`
  })
  let at = 0
  const steps = frames.map(({ seconds }, index) => {
    const step = `${((100 * at) / total).toFixed(3)}%{transform:translateX(${-index * width}px)}`
    at += seconds
    return step
  })
  const last = -(frames.length - 1) * width
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" aria-label="${title}" font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace" font-size="14">
<title>${title}</title>
<style>#film{transform:translateX(${last}px);animation:play ${total.toFixed(1)}s steps(1,end) infinite}@keyframes play{${steps.join('')}100%{transform:translateX(${last}px)}}@media (prefers-reduced-motion:reduce){#film{animation:none}}</style>
<defs>${[...names].map(([line, name]) => `<g id="${name}">${line}</g>`).join('\n')}</defs>
${background}
<g id="film">${screens.join('\n')}</g>
</svg>
`
}
