import { toMergescopeError } from '../../core/errors.ts'
import { mayBeHubId } from '../../core/hub/may-be-id.ts'
import { searchHub } from '../../steps/hub/search-hub.ts'
import { completePath } from '../../steps/session/complete-path.ts'
import type { Suggestion } from '../state/adding.ts'
import type { AppState } from '../state/app.ts'
import { textOf } from '../state/line.ts'
import { suggested } from '../state/reduce-donors.ts'
import { type EffectContext, latest } from './context.ts'

const searchAfterMs = 250
const mostPaths = 50

/** Looks for paths at once and asks the Hub when the typing pauses; an older question is dropped. */
export function suggester({ env, signal, dispatch }: EffectContext): (adding: AppState['adding']) => void {
  const soon = latest(searchAfterMs, signal)
  let last: string | null = null
  return (adding) => {
    const text = adding ? textOf(adding.line) : null
    if (text === last) return
    last = text
    if (text === null) return soon(async () => {})
    const paths = pathsFor(text)
    const tell = (suggestions: readonly Suggestion[], problem: string | null = null) =>
      dispatch({ kind: 'suggest', text, suggestions, problem })
    void paths.then((suggestions) => tell(suggestions))
    const query = text.trim()
    soon(async (dropped) => {
      // The name of a folder of this machine is nobody else's business.
      if (!mayBeHubId(query, await paths.then((suggestions) => suggestions.map(suggested)))) return
      try {
        const models = await searchHub(query, { env, signal: AbortSignal.any([dropped, signal]) })
        if (!dropped.aborted)
          tell([...(await paths), ...models.map((model) => ({ from: 'hub', model }) as const)])
      } catch (thrown) {
        if (!dropped.aborted && !signal.aborted) tell(await paths, toMergescopeError(thrown).message)
      }
    })
  }
}

const pathsFor = async (text: string): Promise<readonly Suggestion[]> => {
  const paths = await completePath(text)
  return paths.slice(0, mostPaths).map((suggestion) => ({ from: 'path', ...suggestion }))
}
