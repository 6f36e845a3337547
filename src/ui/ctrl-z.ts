import { useInput } from 'ink'
import { useEffect } from 'react'
import { givingBackTheTerminal, suspend } from '../steps/session/suspend.ts'
import { useHandOver } from './hand-over.ts'
import type { Wheel } from './wheel.ts'

/** While a screen is drawn the terminal does not know what Ctrl-Z is: it arrives as a key. */
export function useCtrlZ(wheel: Wheel, isActive = true): void {
  const handOver = useHandOver(wheel)
  useEffect(() => {
    givingBackTheTerminal(async (work) => {
      let begun = false
      const once = () => {
        begun = true
        return work()
      }
      // An editor may have the terminal already.
      await handOver(once).catch((thrown) => {
        if (begun) throw thrown
        return work()
      })
    })
    return () => givingBackTheTerminal(null)
  }, [handOver])
  useInput(
    (input, key) => {
      if (key.ctrl && input === 'z') void suspend('job')
    },
    { isActive },
  )
}
