import { toMergescopeError } from '../../core/errors.ts'
import { isObjectUri } from '../../core/object-uri.ts'
import { reportPath } from '../../core/run/report-path.ts'
import { dropDraft } from '../../steps/session/drafts.ts'
import { editInEditor, openReport, runTool } from '../../steps/session/programs.ts'
import { loadRecipe, readRecipe, saveRecipe } from '../../steps/session/recipe-file.ts'
import type { Effect } from '../state/effect.ts'
import type { EffectContext } from './context.ts'
import { tellRecentRuns } from './look-around.ts'
import type { Runner } from './run.ts'

interface Outside {
  readonly runner: Runner
  readonly quit: () => void
  /** Gives the terminal away while `work` lasts. */
  readonly suspend: (work: () => Promise<void>) => Promise<void>
  readonly write: (text: string) => void
}

/** Does what the app asked for; whatever goes wrong is told in the notice line. */
export async function performEffect(effect: Effect, context: EffectContext, outside: Outside): Promise<void> {
  try {
    await perform(effect, context, outside)
  } catch (thrown) {
    const { message, hint } = toMergescopeError(thrown)
    context.dispatch({ kind: 'notice', tone: 'error', text: hint ? `${message} (${hint})` : message })
  }
}

const editedName = 'the edited recipe'

/** Why a text is no recipe; null where it is one. */
function problemOf(text: string): string | null {
  try {
    readRecipe(text, editedName)
    return null
  } catch (thrown) {
    return toMergescopeError(thrown).message
  }
}

async function perform(effect: Effect, context: EffectContext, outside: Outside): Promise<void> {
  const { env, dispatch, state } = context
  const say = (text: string) => dispatch({ kind: 'notice', tone: 'info', text })
  switch (effect.kind) {
    case 'quit':
      return outside.quit()
    case 'load':
      dispatch({ kind: 'recipe', ...(await loadRecipe(effect.path)), file: effect.path })
      if (effect.into) dispatch({ kind: 'go', screen: effect.into })
      return
    case 'take-up': {
      const { file, text } = effect.draft
      const problem = problemOf(text)
      dispatch({ kind: 'file', file, text: null })
      if (problem === null) dispatch({ kind: 'recipe', config: readRecipe(text, file), text, file: null })
      else dispatch({ kind: 'slip', text, problem })
      await dropDraft(effect.draft.path)
      dispatch({ kind: 'draft', draft: null })
      return
    }
    case 'save':
      await saveRecipe(effect.path, effect.text, effect.expected)
      dispatch({ kind: 'file', file: effect.path, text: effect.text })
      say(`saved ${effect.path}`)
      // Asked for again: what was saved may have been changed meanwhile.
      if (effect.next) dispatch({ kind: 'effect', effect: effect.next })
      return
    case 'edit': {
      let left = { text: effect.text, problem: null as string | null }
      await outside.suspend(async () => {
        left = await editInEditor(effect.text, env)
      })
      const { text } = left
      const problem = left.problem ?? problemOf(text)
      if (text === effect.text && (state().slip === null || left.problem !== null)) {
        if (left.problem !== null) dispatch({ kind: 'notice', tone: 'error', text: left.problem })
        return
      }
      return problem === null
        ? dispatch({ kind: 'recipe', config: readRecipe(text, editedName), text, file: null })
        : dispatch({ kind: 'slip', text, problem })
    }
    case 'run':
      return await outside.runner.start(effect.leftover, effect.anew === true)
    case 'cancel':
      return outside.runner.cancel()
    case 'answer':
      return outside.runner.answer(effect.yes)
    case 'open-report':
      if (isObjectUri(effect.folder))
        return say(`it lies in object storage: mergescope report ${effect.folder} --html FILE writes it here`)
      return (await openReport(effect.folder, env))
        ? say('opened')
        : say(`no desktop to open it on: ${reportPath(effect.folder)}`)
    case 'tool':
      await outside.suspend(() => runTool(effect.words, env, effect.folder))
      // It may have been a run.
      return await tellRecentRuns(context)
    case 'copy':
      // OSC 52: the terminal itself puts it on the clipboard, also over ssh.
      outside.write(`\u001b]52;c;${Buffer.from(effect.text).toString('base64')}\u0007`)
      return say('copied, if this terminal lets programs copy')
  }
}
