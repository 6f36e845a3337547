import { EventEmitter } from 'node:events'
import { PassThrough } from 'node:stream'
import xterm from '@xterm/headless'

/** A terminal inside this process: what is written lands in a real terminal's buffer, keys can be typed. */
export interface ScreenTerminal {
  readonly stdin: NodeJS.ReadStream
  readonly stdout: NodeJS.WriteStream
  readonly screen: InstanceType<typeof xterm.Terminal>
  type(keys: string): void
  /** What a person sees, once everything that was written has been taken in. */
  text(): Promise<string>
}

export function screenTerminal(columns: number, rows: number): ScreenTerminal {
  const screen = new xterm.Terminal({ cols: columns, rows, allowProposedApi: true })
  const stdout = Object.assign(new EventEmitter(), {
    columns,
    rows,
    isTTY: true,
    write: (text: string, done?: () => void) => {
      screen.write(text.replaceAll('\n', '\r\n'), done)
      return true
    },
  })
  const stdin = Object.assign(new PassThrough(), { isTTY: true, setRawMode() {}, ref() {}, unref() {} })
  return {
    stdin: stdin as unknown as NodeJS.ReadStream,
    stdout: stdout as unknown as NodeJS.WriteStream,
    screen,
    type: (keys) => stdin.write(keys),
    text: () =>
      new Promise((settle) => {
        screen.write('', () => {
          const { active } = screen.buffer
          const lines = Array.from({ length: rows }, (_, index) =>
            (active.getLine(active.viewportY + index)?.translateToString(true) ?? '').trimEnd(),
          )
          settle(lines.join('\n').trimEnd())
        })
      }),
  }
}
