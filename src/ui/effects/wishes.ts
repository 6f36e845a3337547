import { toMergescopeError } from '../../core/errors.ts'
import { editInEditor, openReport, reportPath } from '../../steps/programs.ts'
import { loadRecipe, readRecipe, saveRecipe } from '../../steps/recipe-file.ts'
import type { Wish } from '../state/app.ts'
import type { EffectContext } from './context.ts'
import type { Runner } from './run.ts'

interface Outside {
  readonly runner: Runner
  readonly quit: () => void
  /** Gives the terminal away while `work` lasts. */
  readonly suspend: (work: () => Promise<void>) => Promise<void>
  readonly write: (text: string) => void
}

/** Does what the app asked for; whatever goes wrong is told in the notice line. */
export async function fulfil(wish: Wish, context: EffectContext, outside: Outside): Promise<void> {
  try {
    await doWish(wish, context, outside)
  } catch (thrown) {
    const { message, hint } = toMergescopeError(thrown)
    context.dispatch({ kind: 'notice', tone: 'error', text: hint ? `${message} (${hint})` : message })
  }
}

async function doWish(wish: Wish, { env, dispatch }: EffectContext, outside: Outside): Promise<void> {
  const say = (text: string) => dispatch({ kind: 'notice', tone: 'info', text })
  switch (wish.kind) {
    case 'quit':
      return outside.quit()
    case 'load':
      return dispatch({ kind: 'recipe', config: await loadRecipe(wish.path), file: wish.path })
    case 'save':
      await saveRecipe(wish.path, wish.text, wish.replace)
      dispatch({ kind: 'file', file: wish.path, saved: wish.path })
      return say(`saved ${wish.path}`)
    case 'edit': {
      let edited = wish.text
      await outside.suspend(async () => {
        edited = await editInEditor(wish.text, env)
      })
      if (edited !== wish.text)
        dispatch({ kind: 'recipe', config: readRecipe(edited, 'the edited recipe'), file: null })
      return
    }
    case 'run':
      return await outside.runner.start(wish.leftover)
    case 'cancel':
      return outside.runner.cancel()
    case 'answer':
      return outside.runner.answer(wish.yes)
    case 'open-report':
      return (await openReport(wish.folder, env))
        ? say('opened')
        : say(`there is no desktop to open it with: ${reportPath(wish.folder)}`)
    case 'copy':
      // OSC 52: the terminal itself puts it on the clipboard, also over ssh.
      outside.write(`\u001b]52;c;${Buffer.from(wish.text).toString('base64')}\u0007`)
      return say('copied, if this terminal lets programs copy')
  }
}
