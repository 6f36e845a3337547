import { EventEmitter } from 'node:events'
import { PassThrough } from 'node:stream'
import { render } from 'ink'
import type { ReactNode } from 'react'

/** What Ink draws for a node on a terminal of this size, as the lines a person would see, without colours. */
export function frame(
  node: ReactNode,
  columns: number,
  rows: number,
  { screenReader = false }: { readonly screenReader?: boolean } = {},
): string {
  let last = ''
  const stdout = Object.assign(new EventEmitter(), {
    columns,
    rows,
    isTTY: true,
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
    .replace(/\u001b\[[0-9;?]*[a-zA-Z]/g, '')
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n')
}
