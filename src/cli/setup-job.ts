import { drain } from '../core/drain.ts'
import type { SetupResult } from '../core/setup/events.ts'
import type { SetupOptions } from '../steps/environment/setup.ts'
import { ndjsonLine } from './render/ndjson.ts'
import type { Shell } from './shell.ts'

type Output = 'json' | 'quiet' | 'screen'

/** Runs set-up on a shell and returns where the environment is. With `json`, the last line is the result. */
export async function runSetup(
  shell: Shell,
  options: Omit<SetupOptions, 'env' | 'signal'>,
  output: Output,
): Promise<SetupResult> {
  const { setup } = await import('../steps/environment/setup.ts')
  const { setupLines, setupScreen } = await import('./render/setup.ts')
  const renderer = output === 'json' ? setupLines(shell) : setupScreen(shell)
  const job = setup({ ...options, env: shell.env, signal: shell.signal })
  const conclude = (result: object) => {
    if (output !== 'json') return
    shell.answered = true
    shell.stdout.write(ndjsonLine({ event: 'result', ...result }, new Date().toISOString()))
  }
  try {
    const result = await drain(job, (event) => {
      if (output !== 'quiet') renderer.show(event)
    })
    conclude({ verdict: 'ok', ...result, result: null, error: null })
    return result
  } finally {
    if (output === 'screen') renderer.close()
  }
}
