import process from 'node:process'

/**
 * What is called between any two changes to the disk: stops when the job is cancelled. For the tests of crash
 * safety MERGESCOPE_FAULT_AT=n kills this process at the n-th call, as `kill -9` or a power cut would.
 */
export function checkpoints(env: NodeJS.ProcessEnv, signal?: AbortSignal): () => void {
  const fatal = Number(env.MERGESCOPE_FAULT_AT ?? 0)
  let count = 0
  return () => {
    count += 1
    if (count === fatal) process.kill(process.pid, 'SIGKILL')
    signal?.throwIfAborted()
  }
}
