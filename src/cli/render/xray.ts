import type { XrayResult } from '../../core/contract/share-of-voice.ts'
import { wrap } from '../../core/text/layout.ts'
import { fitSentence } from '../../core/view/share-rows.ts'
import type { Paint } from './paint.ts'
import { voiceDetail, voiceLines } from './voice.ts'

interface XrayView {
  readonly columns: number
  readonly paint: Paint
  /** Only the bars and what is wrong. */
  readonly quiet?: boolean
}

/** A finished merge on paper: bars, verdicts, the map of layers, what the fit leaves open, notes. */
export function xrayText(result: XrayResult, { columns: given, paint, quiet }: XrayView): string {
  const columns = Math.max(40, Math.min(given, 100))
  const { notes } = result
  const fit = fitSentence(result)
  const blocks = quiet
    ? [voiceLines(result, columns, paint)]
    : [
        voiceDetail(result, columns, paint),
        fit === '' ? [] : wrap(fit, columns),
        notes.flatMap((note) => wrap(`note: ${note}`, columns)),
      ]
  return `${blocks
    .filter((block) => block.length > 0)
    .map((block) => block.join('\n'))
    .join('\n\n')}\n`
}
