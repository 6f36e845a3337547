import type { RenderOptions } from 'ink'

/**
 * The wheel of a mouse moves as the arrow keys do: terminals translate it on their alternate screen when asked, and text
 * can still be selected.
 */
export function withWheel(stdout: NodeJS.WriteStream): () => void {
  stdout.write('\u001b[?1007h')
  return () => void stdout.write('\u001b[?1007l')
}

interface Streams {
  readonly stdin: NodeJS.ReadStream
  readonly stdout: NodeJS.WriteStream
  readonly stderr: NodeJS.WriteStream
}

/** How every screen of ours takes over the terminal: on its alternate screen, with Ctrl-C left to the job. */
export const fullScreen = ({ stdin, stdout, stderr }: Streams): RenderOptions => ({
  stdin,
  stdout,
  stderr,
  interactive: true,
  alternateScreen: true,
  exitOnCtrlC: false,
  patchConsole: false,
  incrementalRendering: true,
})
