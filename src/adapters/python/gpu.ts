import { $ } from 'zx'

/** Names of the NVIDIA GPUs that the driver knows; empty where there is no driver. */
export async function nvidiaGpus(env: NodeJS.ProcessEnv): Promise<string[]> {
  const ask = $({ env, quiet: true, nothrow: true, timeout: '10s', stdio: ['ignore', 'pipe', 'ignore'] })
  const { exitCode, stdout } = await ask`nvidia-smi --query-gpu=name --format=csv,noheader`
  return exitCode === 0 ? stdout.split('\n').filter((line) => line.trim() !== '') : []
}
