import { signalGroup } from '../bridge/process-group.ts'

type Work = () => Promise<void>

const groups = new Set<number>()
const checks = new Set<Work>()
let handOver: (work: Work) => Promise<void> = (work) => work()
let isUnderWay = false

/** A process group of its own, which no Ctrl-Z reaches, stops and goes on with us until the function is called. */
export function pauseWithUs(leader: number): () => void {
  groups.add(leader)
  return () => groups.delete(leader)
}

/** What has to be known when we wake up, before anything else goes on. */
export function beforeGoingOn(check: Work): () => void {
  checks.add(check)
  return () => checks.delete(check)
}

/** How the terminal is given back for as long as we are stopped; null: nobody has taken it. */
export function givingBackTheTerminal(how: ((work: Work) => Promise<void>) | null): void {
  handOver = how ?? ((work) => work())
}

/**
 * Does what Ctrl-Z asks for: stops the work, then us, and goes on when the shell says so (`fg`). Where nobody could say
 * so, the system does not stop us, and all goes on at once.
 * @param whom the whole job, as the terminal would where it still knew what Ctrl-Z is, or only this process
 */
export async function suspend(whom: 'job' | 'process'): Promise<void> {
  if (isUnderWay) return
  isUnderWay = true
  for (const leader of groups) signalGroup(leader, 'SIGSTOP')
  try {
    await handOver(async () => {
      // What the system does with the signal by itself is what is wanted.
      process.off('SIGTSTP', onSignal)
      process.kill(whom === 'job' ? 0 : process.pid, 'SIGTSTP')
      process.on('SIGTSTP', onSignal)
      await Promise.all([...checks].map((check) => check()))
    })
  } finally {
    for (const leader of groups) signalGroup(leader, 'SIGCONT')
    // Of a window that was changed meanwhile only the shell was told.
    if (process.platform !== 'win32') process.kill(process.pid, 'SIGWINCH')
    isUnderWay = false
  }
}

const onSignal = () => void suspend('process')

/** From now on Ctrl-Z stops everything that was started, too. */
export function listenForSuspend(): void {
  if (process.platform !== 'win32') process.on('SIGTSTP', onSignal)
}
