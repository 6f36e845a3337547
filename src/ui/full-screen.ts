import type { RenderOptions } from 'ink'

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
