import { once } from 'node:events'
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { formatBytes } from '../../core/text/units.ts'
import { mostConfigBytes } from '../files/read/read-config.ts'
import { startProgram } from './start-program.ts'

/** What an editor left, and why it may not be what was meant. */
export interface EditedText {
  readonly text: string
  readonly problem: string | null
}

/**
 * The text as the user's editor leaves it (VISUAL, EDITOR, else vi), also where it cannot be started or says that
 * it failed. The editor gets the terminal, so nobody else may be using it.
 */
export async function editText(text: string, env: NodeJS.ProcessEnv): Promise<EditedText> {
  const editor = env.VISUAL || env.EDITOR || 'vi'
  const folder = await mkdtemp(join(tmpdir(), 'mergescope-edit-'))
  try {
    const file = join(folder, 'merge.yml')
    await writeFile(file, text)
    // Through the shell, because EDITOR holds arguments (`code --wait`); the file is one of them.
    const child = startProgram('sh', ['-c', `${editor} "$1"`, 'sh', file], { stdio: 'inherit', env })
    const [code] = child ? ((await once(child, 'exit')) as [number | null]) : [127]
    const { text: left, fault } = await whatIsLeft(file)
    const ended = `ended with ${code ?? 'a signal'} (set EDITOR to one that is installed)`
    const problem = code === 0 ? fault : ended
    return { text: left ?? text, problem: problem && `the editor (${editor}) ${problem}` }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** The text in the file of an editor, or why there is none that a recipe could be. */
async function whatIsLeft(
  file: string,
): Promise<{ readonly text: string | null; readonly fault: string | null }> {
  const fault = (why: string) => ({ text: null, fault: `${why}: the recipe is as it was` })
  const info = await stat(file).catch(() => null)
  if (!info?.isFile()) return fault('left no file')
  if (info.size > mostConfigBytes) return fault(`left ${formatBytes(info.size)}, which is no recipe`)
  return { text: await readFile(file, 'utf8'), fault: null }
}

/**
 * A key may be several bytes, as an arrow is: all that came is read, and none of it shown. The question is no part of
 * what the command said: it is taken away again.
 */
const ownCommand = `echo "$ mergescope $MERGESCOPE_WORDS"
"$@"
printf "\\nexit code %s. Any key goes back " "$?"
trap : INT
before=$(stty -g)
stty -icanon -echo min 1 time 0
dd bs=64 count=1 of=/dev/null 2>/dev/null
stty "$before"
printf "\\r\\033[J"`

/** Runs this program with other words in a folder, on the terminal, and waits until the user has pressed a key. */
export async function runOwnCommand(
  words: readonly string[],
  env: NodeJS.ProcessEnv,
  folder: string,
): Promise<void> {
  const own = [process.execPath, ...process.execArgv, process.argv[1] ?? '', ...words]
  const child = startProgram('sh', ['-c', ownCommand, 'sh', ...own], {
    stdio: 'inherit',
    cwd: folder,
    env: { ...env, MERGESCOPE_WORDS: words.join(' ') },
  })
  if (child) await once(child, 'exit')
}

/** Opens a file with the program that the desktop has for it. False where there is no desktop. */
export async function openFile(path: string, env: NodeJS.ProcessEnv): Promise<boolean> {
  const isMac = process.platform === 'darwin'
  if (!isMac && !env.DISPLAY && !env.WAYLAND_DISPLAY && !env.BROWSER) return false
  const child = startProgram(isMac ? 'open' : 'xdg-open', [path], { stdio: 'ignore', env, detached: true })
  if (!child) return false
  child.unref()
  return new Promise((settle) => {
    child.once('error', () => settle(false))
    child.once('spawn', () => settle(true))
  })
}
