import { useStdout } from 'ink'
import { useEffect } from 'react'

/** While a window is dragged its size changes many times a second. */
const settleMs = 80

const emptyScreen = '\u001b[2J\u001b[H'

/**
 * Draws everything anew once the size of the terminal has settled. What stood there was cut, wrapped or moved by the
 * terminal, perhaps between two frames, and only lines that change are written otherwise. Nothing happens while somebody
 * else has the terminal.
 */
export function useRedraw(): void {
  const { stdout, write } = useStdout()
  useEffect(() => {
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
  }, [stdout, write])
}
