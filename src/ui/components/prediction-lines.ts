import type { Severity } from '../../core/contract/common.ts'
import type { InspectResult } from '../../core/contract/inspect.ts'
import { wrap } from '../../core/text/layout.ts'
import { counted, formatBytes, formatSeconds } from '../../core/text/units.ts'
import type { Prediction } from '../../steps/inspect/predict.ts'

interface PredictionLine {
  readonly text: string
  readonly tone: 'plain' | 'dim' | 'warning' | 'error' | 'good'
}

/** What a recipe would come to: verdict, stock against patched, cost, findings; the gravest first. */
export function predictionLines(
  prediction: Prediction | null,
  predicting: boolean,
  columns: number,
): readonly PredictionLine[] {
  if (!prediction)
    return [{ text: predicting ? 'reading the donors …' : 'nothing to predict yet', tone: 'dim' }]
  const { findings, vocabulary, estimate, waitsFor, verdict } = prediction
  const tones: Record<Severity, PredictionLine['tone']> = { error: 'error', warning: 'warning', info: 'dim' }
  const order: readonly Severity[] = ['error', 'warning']
  const told = order.flatMap((severity) =>
    findings
      .filter((finding) => finding.severity === severity)
      .flatMap(({ donor, message, hint }) => {
        const text = `${severity}: ${donor ? `${donor}: ` : ''}${message}${hint && severity === 'error' ? ` (${hint.replaceAll(/\n\s*/g, ' ')})` : ''}`
        return wrap(text, columns).map((line) => ({ text: line, tone: tones[severity] }))
      }),
  )
  const verdicts = {
    ok: ['good', 'it would run'],
    warnings: ['warning', 'it would run, with warnings'],
    blocked: ['error', 'it cannot run'],
  } as const
  const [tone, text] = verdicts[verdict]
  const waiting = waitsFor.length > 0 ? `waiting for ${counted(waitsFor.length, 'donor')} to be read` : text
  return [
    {
      text: `${waiting}${predicting ? ' …' : ''}${costText(estimate)}`,
      tone: waitsFor.length > 0 ? 'dim' : tone,
    },
    ...(vocabulary ? vocabularyLines(vocabulary) : []),
    ...told,
  ]
}

function costText(estimate: InspectResult['estimate']): string {
  if (!estimate) return ''
  const size = (bytes: number | null) => (bytes === null ? '?' : formatBytes(bytes))
  const time = estimate.seconds === null ? '' : ` · about ${formatSeconds(estimate.seconds)}`
  return ` · download ${size(estimate.downloadBytes)} · output ${size(estimate.outputBytes)} · memory ${size(estimate.peakMemoryBytes)}${time}`
}

function vocabularyLines({
  scenarios,
  stock,
  patched,
  outputTokens,
}: NonNullable<InspectResult['vocabulary']>): PredictionLine[] {
  const told = ({ outcome, error }: typeof stock) => (error ? `${outcome} (${error.type})` : outcome)
  const tokens = outputTokens === null ? '' : `, ${counted(outputTokens, 'token')}`
  return [
    { text: `vocabulary: ${scenarios.join(', ')}`, tone: 'plain' },
    {
      text: `stock ${stock.mergekit} ${told(stock)} · patched ${told(patched)}${tokens}`,
      tone: stock.outcome === 'succeeds' ? 'plain' : 'warning',
    },
  ]
}
