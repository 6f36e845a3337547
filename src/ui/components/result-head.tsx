import { clip, columnsOf } from '../../core/text/layout.ts'
import { formatBytes } from '../../core/text/units.ts'
import { checksSentence } from '../../core/verify/counts.ts'
import { verdictReasons } from '../../core/view/verdict-reasons.ts'
import { type ResultState, resultViews } from '../state/result-state.ts'
import { Line } from './lines.tsx'
import { Text } from './text.tsx'

interface ResultHeadProps {
  readonly result: ResultState
  readonly columns: number
  /** Which part of the list is shown. */
  readonly place: string
  /** Whether there is a line for how the run ended. */
  readonly hasVerdict: boolean
}

/** Lines from which a view has room for the verdict above and one more line below. */
export const roomy = 9

/** How the run ended, and which of its views this is. */
export function ResultHead({ result, columns, place, hasVerdict }: ResultHeadProps) {
  return (
    <>
      {hasVerdict && (
        <Line columns={columns} tone={result.run.result.verdict === 'ok' ? 'good' : 'warning'}>
          {headline(result, columns)}
        </Line>
      )}
      <Text wrap="truncate">{clip(viewsText(result, columns, place), columns)}</Text>
    </>
  )
}

const shortestFolder = 10

function headline({ run: { folder, result } }: ResultState, columns: number): string {
  const bytes = result.inspect?.estimate?.outputBytes
  const checks = result.verify ? `checks: ${checksSentence(result.verify.checks)}` : 'not checked'
  const size = bytes ? `, ${formatBytes(bytes)}` : ''
  const reasons = verdictReasons(result, false).join(', ')
  const verdict = reasons ? `${result.verdict} (${reasons})` : result.verdict
  const room = (told: string) => columns - verdict.length - 2 - told.length
  // The checks before the size, where there is no room for both.
  const whole = `${size}, ${checks}`
  const told = room(whole) < shortestFolder ? `, ${checks}` : whole
  return `${verdict}: ${clip(folder, Math.max(shortestFolder, room(told)), 'both')}${told}`
}

/** The names of all views where they fit, else that of the present one and which it is. */
function viewsText({ view, into }: ResultState, columns: number, place: string): string {
  const path = into.map((part) => ` › ${part}`).join('')
  const names = resultViews.map((name) => (name === view ? `[${name}]` : ` ${name} `)).join('')
  const one = `‹[${view}]› ${resultViews.indexOf(view) + 1} of ${resultViews.length}`
  const head = columnsOf(names) <= columns ? names : one
  return columnsOf(head + path + place) + 1 <= columns ? `${head}${path} ${place}`.trimEnd() : head + path
}
