import { format } from 'node:util'

/**
 * Catches what code in this process prints to the terminal while the dashboard owns it, such as a warning of
 * Node itself, and hands it on line by line. Gives back the function that ends it.
 */
export function captureTerminal(stderr: NodeJS.WriteStream, onLine: (line: string) => void): () => void {
  const lines = (text: string) => {
    for (const line of text.split('\n')) if (line.trim()) onLine(line)
  }
  const { log, info, debug } = console
  // biome-ignore lint/plugin: the arguments of one call, handed on
  const say = (...words: unknown[]) => lines(format(...words))
  Object.assign(console, { log: say, info: say, debug: say })
  const write = stderr.write
  if (stderr.isTTY)
    stderr.write = ((chunk: string | Uint8Array) => {
      lines(typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString('utf8'))
      return true
    }) as typeof stderr.write
  return () => {
    Object.assign(console, { log, info, debug })
    stderr.write = write
  }
}
