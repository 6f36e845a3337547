import { join } from 'node:path'
import { type EditedText, editText, openFile, runOwnCommand } from '../../adapters/machine/programs.ts'
import { isObjectUri } from '../../core/object-uri.ts'

/** Lets the user change a text in an editor, which takes the terminal meanwhile. */
export const editInEditor = (text: string, env: NodeJS.ProcessEnv): Promise<EditedText> => editText(text, env)

/** Runs a command of our own command line, which has the terminal until the user has read what it says. */
export const runTool = (
  words: readonly string[],
  env: NodeJS.ProcessEnv,
  folder: string = process.cwd(),
): Promise<void> => runOwnCommand(words, env, folder)

/** Where the page of a run lies; of one in object storage it is an address, which no join may mend. */
export const reportPath = (folder: string): string =>
  isObjectUri(folder) ? `${folder}/mergescope/report.html` : join(folder, 'mergescope', 'report.html')

/** Shows the page of a finished run. False where no desktop can. */
export const openReport = (folder: string, env: NodeJS.ProcessEnv): Promise<boolean> =>
  openFile(reportPath(folder), env)
