import { type RenderOptions, useIsScreenReaderEnabled, useStdout } from 'ink'
import { useEffect } from 'react'

interface Streams {
  readonly stdin: NodeJS.ReadStream
  readonly stdout: NodeJS.WriteStream
  readonly stderr: NodeJS.WriteStream
}

/**
 * How every screen of ours takes over the terminal: on its alternate screen, with Ctrl-C left to the job. From here on the
 * terminal echoes no keys, and those that it has echoed already do not move the first frame, which begins where the cursor
 * is: an impatient user types before there is one.
 */
export function fullScreen({ stdin, stdout, stderr }: Streams): RenderOptions {
  if (stdin.isTTY) {
    stdin.setRawMode(true)
    stdout.write('\r')
  }
  return {
    stdin,
    stdout,
    stderr,
    interactive: true,
    alternateScreen: true,
    exitOnCtrlC: false,
    patchConsole: false,
    incrementalRendering: true,
  }
}

/** While a window is dragged its size changes many times a second. */
const settleMs = 80

const emptyScreen = '\u001b[2J\u001b[H'

/**
 * Draws everything anew once the size of the terminal has settled. What stood there was cut, wrapped or moved by the
 * terminal, perhaps between two frames, and only lines that change are written otherwise. Nothing happens while somebody
 * else has the terminal, and where the screens are read aloud.
 */
export function useRedraw(): void {
  const { stdout, write } = useStdout()
  const isAloud = useIsScreenReaderEnabled()
  useEffect(() => {
    if (isAloud) return
    let timer: NodeJS.Timeout | null = null
    const soon = () => {
      if (timer) clearTimeout(timer)
      timer = setTimeout(() => write(emptyScreen), settleMs)
    }
    stdout.on('resize', soon)
    return () => {
      stdout.off('resize', soon)
      if (timer) clearTimeout(timer)
    }
  }, [stdout, write, isAloud])
}
