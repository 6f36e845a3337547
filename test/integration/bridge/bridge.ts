import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { onTestFinished } from 'vitest'
import { type Bridge, type BridgeOptions, openBridge } from '../../../src/adapters/bridge/open-bridge.ts'
import { testPython } from '../../support/python.ts'

const here = fileURLToPath(new URL('.', import.meta.url))

/** A bridge to the hazards, closed when the test ends. */
export const bridgeToHazards = async (options: Partial<BridgeOptions> = {}): Promise<Bridge> => {
  const bridge = await openBridge({ python: testPython(), pythonPath: [here], ...options })
  onTestFinished(() => bridge.close())
  return bridge
}

/** A zombie that the system's first process has not buried yet is not alive. */
export const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0)
    const status = existsSync('/proc/self/stat') ? readFileSync(`/proc/${pid}/stat`, 'utf8') : ''
    return !/\) Z /.test(status)
  } catch {
    return false
  }
}

/** Waits until none of the processes is there any more. */
export const goneWithin = async (pids: readonly number[], limitMs: number): Promise<boolean> => {
  const end = Date.now() + limitMs
  while (Date.now() < end) {
    if (!pids.some(isAlive)) return true
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  return false
}
