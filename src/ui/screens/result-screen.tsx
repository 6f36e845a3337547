import { ResultHeat } from '../components/result-heat.tsx'
import { ResultShares } from '../components/result-shares.tsx'
import { ResultTexts } from '../components/result-texts.tsx'
import type { Space } from '../components/space.tsx'
import type { AppState } from '../state/app.ts'
import { resultRows } from '../state/result-rows.ts'

/** What came of a run: one of several views, each a list with a cursor. */
export function ResultScreen({ state, space }: { readonly state: AppState; readonly space: Space }) {
  const { result } = state
  if (!result) return null
  const rows = resultRows({ ...state, result }, state.recent ?? [])
  const voice = result.run.result.shareOfVoice
  const donors = rows.filter((row) => row.kind === 'donor')
  const voices = rows.filter((row) => row.kind === 'voices')
  if (voice && donors.length > 0)
    return <ResultShares state={{ ...state, result }} voice={voice} list={donors} space={space} />
  if (voice && voices.length > 0)
    return <ResultHeat result={result} voice={voice} list={voices} space={space} />
  return <ResultTexts result={result} list={rows.filter((row) => row.kind === 'text')} space={space} />
}
