import { fileURLToPath } from 'node:url'
import { spawn } from '@lydell/node-pty'
import xterm, { type IBuffer } from '@xterm/headless'
import { builtMain } from './build.ts'
import { expectToEndWell } from './rehearsal-agrees.ts'

export interface Terminal {
  /** What a person sees now, line by line, without blanks at the right and below. */
  screen(): string
  /** Everything that was written, control sequences and all. */
  raw(): string
  /** The terminal's cells, with their colours. */
  buffer(): IBuffer
  type(keys: string): void
  resize(columns: number, rows: number): void
  /** Resolves with the screen that shows the pattern; throws with the last screen when it never does. */
  until(pattern: RegExp, timeoutMs?: number): Promise<string>
  /** Resolves with the exit code of the command line. */
  readonly ended: Promise<number>
  kill(): void
  /** The window is closed: the terminal is gone, and whoever runs in it hears SIGHUP. */
  close(): void
}

interface TerminalOptions {
  readonly columns?: number
  readonly rows?: number
  readonly env?: NodeJS.ProcessEnv
  readonly cwd?: string
  /** As of `mergescope` in cli.ts. */
  readonly sabotage?: string
}

/** What a user of the package starts, as arguments for Node. */
export const mainArguments: readonly string[] = [builtMain]

/** Runs `mergescope ARGS` in a real pseudo-terminal, followed by `stty`, which tells how it was left. */
export function openTerminal(args: readonly string[], options: TerminalOptions = {}): Terminal {
  const { columns = 80, rows = 24 } = options
  const screen = new xterm.Terminal({ cols: columns, rows, allowProposedApi: true, scrollback: 1000 })
  // In CI a terminal is taken for one without colours; and React is the one that users have, half as slow.
  const environment = { ...process.env, ...options.env, CI: undefined, NODE_ENV: undefined }
  // The shell outlives a Ctrl-C, also one that comes when the command line has given the terminal back.
  const script = 'trap : INT; "$@"; code=$?; echo "left: $(stty -a | tr -d "\\n")"; exit $code'
  const child = spawn('/bin/sh', ['-c', script, 'sh', process.execPath, ...mainArguments, ...args], {
    name: options.env?.TERM ?? 'xterm-256color',
    cols: columns,
    rows,
    cwd: options.cwd ?? fileURLToPath(new URL('../../', import.meta.url)),
    // A pseudo-terminal takes `undefined` for a text.
    env: Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== undefined)),
  })
  let raw = ''
  let written = Promise.resolve()
  /** What waits for a screen looks at each one that is drawn: some stand for a few milliseconds only. */
  const watchers = new Set<() => void>()
  child.onData((data) => {
    raw += data
    written = new Promise((settle) =>
      screen.write(data, () => {
        settle()
        for (const look of watchers) look()
      }),
    )
  })
  let over = false
  const ended = new Promise<number>((settle, fail) =>
    child.onExit(
      ({ exitCode }) =>
        void written
          .then(() => {
            over = true
            expectToEndWell(args, exitCode, text(), options.sabotage)
            settle(exitCode)
          })
          .catch(fail),
    ),
  )
  const text = () => {
    const { active } = screen.buffer
    const lines = Array.from({ length: active.length }, (_, index) =>
      (active.getLine(index)?.translateToString(true, 0, screen.cols) ?? '').trimEnd(),
    )
    return lines.join('\n').trimEnd()
  }
  return {
    screen: text,
    raw: () => raw,
    buffer: () => screen.buffer.active,
    type: (keys) => child.write(keys),
    resize: (newColumns, newRows) => {
      screen.resize(newColumns, newRows)
      child.resize(newColumns, newRows)
    },
    until: async (pattern, timeoutMs = 120_000) => {
      const deadline = Date.now() + timeoutMs
      let seen: string | undefined
      const look = () => {
        if (seen === undefined && pattern.test(text())) seen = text()
      }
      watchers.add(look)
      for (look(); seen === undefined && !over && Date.now() < deadline; )
        await new Promise((settle) => setTimeout(settle, 25))
      watchers.delete(look)
      if (seen !== undefined) return seen
      throw new Error(
        `never saw ${pattern}; the screen is:\n${text()}\nand was written:\n${JSON.stringify(raw.slice(-2000))}`,
      )
    },
    ended,
    kill: () => child.kill('SIGKILL'),
    close: () => (child as unknown as { destroy(): void }).destroy(),
  }
}
