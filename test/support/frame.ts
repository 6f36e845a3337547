import { EventEmitter } from 'node:events'
import { PassThrough } from 'node:stream'
import { render } from 'ink'
import type { ReactNode } from 'react'

interface Look {
  readonly screenReader?: boolean
  /** The bits of the terminal's colours, as Node counts them. */
  readonly depth?: number
}

/** What Ink draws for a node on a terminal of this size, as the lines a person would see, without colours. */
export const frame = (node: ReactNode, columns: number, rows: number, look: Look = {}): string =>
  written(node, columns, rows, look)
    .replace(/\u001b\[[0-9;?]*[a-zA-Z]/g, '')
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n')

/** The same as it is written, with its control sequences. */
export function written(
  node: ReactNode,
  columns: number,
  rows: number,
  { screenReader = false, depth = 1 }: Look = {},
): string {
  let last = ''
  const stdout = Object.assign(new EventEmitter(), {
    columns,
    rows,
    isTTY: true,
    getColorDepth: () => depth,
    write: (text: string) => {
      // Besides frames there are bare control sequences, such as those of the input mode.
      if (text.includes('\n')) last = text
      return true
    },
  })
  const stdin = Object.assign(new PassThrough(), { isTTY: true, setRawMode() {}, ref() {}, unref() {} })
  const app = render(node, {
    stdout: stdout as unknown as NodeJS.WriteStream,
    stdin: stdin as unknown as NodeJS.ReadStream,
    debug: true,
    isScreenReaderEnabled: screenReader,
    patchConsole: false,
  })
  const drawn = last
  app.unmount()
  return drawn
}
