import { toMergescopeError } from '../core/errors.ts'
import type { SetupResult } from '../core/setup/events.ts'
import type { SetupOptions } from '../steps/setup.ts'
import type { Shell } from './shell.ts'

type Output = 'json' | 'quiet' | 'screen'

/** Runs set-up on a shell and returns where the environment is. With `json`, the last line is the result. */
export async function runSetup(
  shell: Shell,
  options: Omit<SetupOptions, 'env' | 'signal'>,
  output: Output,
): Promise<SetupResult> {
  const { setup } = await import('../steps/setup.ts')
  const { setupLines, setupScreen } = await import('./render/setup.ts')
  const renderer = output === 'json' ? setupLines(shell) : setupScreen(shell)
  const job = setup({ ...options, env: shell.env, signal: shell.signal })
  const conclude = (result: object) =>
    output === 'json' &&
    shell.stdout.write(
      `${JSON.stringify({ schema: 1, event: 'result', at: new Date().toISOString(), ...result })}\n`,
    )
  try {
    let step = await job.next()
    for (; !step.done; step = await job.next()) if (output !== 'quiet') renderer.show(step.value)
    conclude({ verdict: 'ok', ...step.value, error: null })
    return step.value
  } catch (thrown) {
    const { code, message, hint } = toMergescopeError(thrown)
    conclude({ verdict: 'failed', error: { code, message, hint: hint ?? null } })
    throw thrown
  } finally {
    if (output === 'screen') renderer.close()
  }
}
