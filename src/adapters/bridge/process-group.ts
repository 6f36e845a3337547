/** Sends a signal to every process of a group; silent where the group is gone already. */
export const signalGroup = (leader: number, signal: NodeJS.Signals): void => {
  try {
    process.kill(process.platform === 'win32' ? leader : -leader, signal)
  } catch {
    // ESRCH: nobody is left, which is what was wanted.
  }
}
