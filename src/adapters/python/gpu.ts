import { text } from 'node:stream/consumers'
import { startProgram } from '../machine/start-program.ts'

/** Names of the NVIDIA GPUs that the driver knows; empty where there is no driver. */
export async function nvidiaGpus(env: NodeJS.ProcessEnv): Promise<string[]> {
  const child = startProgram('nvidia-smi', ['--query-gpu=name', '--format=csv,noheader'], {
    env,
    stdio: ['ignore', 'pipe', 'ignore'],
    timeout: 10_000,
  })
  if (!child?.stdout) return []
  const ended = new Promise<number | null>((settle) => {
    child.once('error', () => settle(null))
    child.once('close', settle)
  })
  const said = await text(child.stdout).catch(() => '')
  return (await ended) === 0 ? said.split('\n').filter((line) => line.trim() !== '') : []
}
