import type { Severity } from '../../core/contract/common.ts'
import type { InspectResult } from '../../core/contract/inspect.ts'
import type { Rehearsal } from '../../core/contract/merge-plan.ts'
import type { Settings } from '../../core/run/settings.ts'
import { wrap } from '../../core/text/layout.ts'
import { shortNames } from '../../core/text/short-names.ts'
import { counted, formatBytes, formatSeconds } from '../../core/text/units.ts'
import type { Prediction } from '../../steps/inspect/predict.ts'
import type { TakenOutput } from '../../steps/session/output-place.ts'
import type { DonorState } from '../state/donor-state.ts'
import { judged, verdictText } from './prediction-verdict.ts'

interface PredictionLine {
  readonly text: string
  readonly tone: 'plain' | 'dim' | 'warning' | 'error' | 'good'
}

/** What is known of a recipe before it runs. */
interface Foretold {
  readonly prediction: Prediction | null
  readonly predicting: boolean
  readonly rehearsal: Rehearsal | 'going on' | null
  readonly taken: TakenOutput | null
  readonly donors: ReadonlyMap<string, DonorState>
  readonly settings: Settings
}

/** What a recipe would come to: verdict, stock against patched, cost, findings; the gravest first. */
export function predictionLines(foretold: Foretold, columns: number): readonly PredictionLine[] {
  const { prediction, predicting, rehearsal, taken, donors, settings } = foretold
  if (!prediction)
    return [{ text: predicting ? 'reading the donors …' : 'nothing to predict yet', tone: 'dim' }]
  const { vocabulary, estimate } = prediction
  const known = judged(prediction, donors)
  const { findings } = known
  const tones: Record<Severity, PredictionLine['tone']> = { error: 'error', warning: 'warning', info: 'dim' }
  const order: readonly Severity[] = ['error', 'warning']
  const names = shortNames(
    findings.flatMap(({ donor }) => donor ?? []),
    Math.floor(columns / 3),
  )
  const told = order.flatMap((severity) =>
    findings
      .filter((finding) => finding.severity === severity)
      .flatMap(({ donor, message, hint }) => {
        const who = donor ? `${names.get(donor) ?? donor}: ` : ''
        const text = `${severity}: ${who}${message}${hint && severity === 'error' ? ` (${hint.replaceAll(/\n\s*/g, ' ')})` : ''}`
        return wrap(text, columns).map((line) => ({ text: line, tone: tones[severity] }))
      }),
  )
  const { tone, text } = verdictText(known, rehearsal, settings)
  return [
    { text: `${text}${predicting ? ' …' : ''}${costText(estimate)}`, tone },
    ...takenLines(taken, columns),
    ...rehearsalLines(rehearsal, columns),
    ...(vocabulary ? vocabularyLines(vocabulary) : []),
    ...told,
  ]
}

/** Said before the run, which would only refuse. */
function takenLines(taken: TakenOutput | null, columns: number): PredictionLine[] {
  if (taken === null) return []
  const { output, by, next } = taken
  const text =
    by === 'files'
      ? `${output} is not empty: r runs into ${next}, w overwrites it`
      : `${output} has the work of an interrupted run: r asks whether to go on with it`
  return wrap(text, columns).map((line) => ({ text: line, tone: 'warning' }))
}

/** What the code that merges says of it, in a line where it says nothing against it. */
function rehearsalLines(rehearsal: Rehearsal | 'going on' | null, columns: number): PredictionLine[] {
  if (rehearsal === null) return []
  if (rehearsal === 'going on') return [{ text: 'rehearsing …', tone: 'dim' }]
  const { tensors, files, readBytes, peakMemoryBytes, findings } = rehearsal
  const size = (bytes: number | null) => (bytes === null ? '?' : formatBytes(bytes))
  const written = files.reduce((sum, { bytes }) => sum + bytes, 0)
  const text = `rehearsed: ${counted(tensors ?? 0, 'tensor')}, ${size(written)} in ${counted(files.length, 'file')} · reads ${size(readBytes)} · memory ${size(peakMemoryBytes)}`
  return [
    ...(tensors === null ? [] : [{ text, tone: 'good' } as const]),
    ...findings.flatMap(({ severity, message, hint }) =>
      wrap(`${severity}: ${message}${hint && severity === 'error' ? ` (${hint})` : ''}`, columns).map(
        (line): PredictionLine => ({ text: line, tone: severity === 'error' ? 'error' : 'warning' }),
      ),
    ),
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
