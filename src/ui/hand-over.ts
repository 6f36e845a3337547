import { useApp, useStdin } from 'ink'
import { useCallback } from 'react'
import type { Wheel } from './wheel.ts'

/**
 * Gives the terminal away while some work goes on. Ink takes its hands off the keys, yet Node goes on reading them: a key
 * meant for an editor or a command would be ours, or we would wait for a line with all else standing still.
 */
export function useHandOver(wheel: Wheel): (work: () => Promise<void>) => Promise<void> {
  const { suspendTerminal } = useApp()
  const { stdin } = useStdin()
  return useCallback(
    async (work) => {
      await suspendTerminal(async () => {
        wheel.give()
        stdin.emit('pause')
        // Node stops a tick later.
        await new Promise((settle) => setImmediate(settle))
        await work().finally(wheel.take)
      })
    },
    [suspendTerminal, stdin, wheel],
  )
}
