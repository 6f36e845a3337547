import { EventEmitter } from 'node:events'
import { render } from 'ink'
import type { ReactNode } from 'react'

/** What Ink draws for a node on a terminal of this size, as the lines a person would see, without colours. */
export function frame(node: ReactNode, columns: number, rows: number): string {
  let last = ''
  const stdout = Object.assign(new EventEmitter(), {
    columns,
    rows,
    isTTY: true,
    write: (text: string) => {
      last = text
      return true
    },
  })
  const app = render(node, {
    stdout: stdout as unknown as NodeJS.WriteStream,
    debug: true,
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
