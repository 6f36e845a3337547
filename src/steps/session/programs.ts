import { type EditedText, editText, openFile, runOwnCommand } from '../../adapters/machine/programs.ts'
import { reportPath } from '../../core/run/report-path.ts'

/** Lets the user change a text in an editor, which takes the terminal meanwhile. */
export const editInEditor = (text: string, env: NodeJS.ProcessEnv): Promise<EditedText> => editText(text, env)

/** Runs a command of our own command line, which has the terminal until the user has read what it says. */
export const runTool = (
  words: readonly string[],
  env: NodeJS.ProcessEnv,
  folder: string = process.cwd(),
): Promise<void> => runOwnCommand(words, env, folder)

/** Shows the page of a finished run. False where no desktop can. */
export const openReport = (folder: string, env: NodeJS.ProcessEnv): Promise<boolean> =>
  openFile(reportPath(folder), env)
