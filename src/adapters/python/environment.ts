import { z } from 'zod'
import { requirementsFolder } from './locks.ts'
import { runScript } from './run-script.ts'

const facts = z.object({
  python: z.string(),
  executable: z.string(),
  prefix: z.string(),
  packages: z.record(z.string(), z.string()),
  mergekit: z.object({ version: z.string(), location: z.string(), source: z.string().nullable() }).nullable(),
  torch: z
    .object({
      version: z.string(),
      cuda: z.string().nullable(),
      devices: z.array(z.object({ name: z.string(), memoryBytes: z.number() })),
      error: z.string().nullable(),
    })
    .nullable(),
})
export type EnvironmentFacts = z.infer<typeof facts>

export interface AskOptions {
  readonly env: NodeJS.ProcessEnv
  readonly signal: AbortSignal
  /** Import torch and ask it about its build and its devices: takes a second or two. */
  readonly torch?: boolean
}

const script = `
sys.path.append(sys.argv[1])
from mergescope.environment import facts
answer(facts(torch=sys.argv[2] == "torch"))`

/**
 * What is installed in an interpreter's environment, by mergescope/environment.py.
 * @throws MergescopeError python-not-found, python-broken
 */
export async function askEnvironment(python: string, options: AskOptions): Promise<EnvironmentFacts> {
  const answer = await runScript(python, script, {
    timeoutMs: options.torch ? 120_000 : 30_000,
    env: options.env,
    signal: options.signal,
    args: [requirementsFolder, options.torch ? 'torch' : 'packages'],
    leaveNoBytecode: true,
  })
  return facts.parse(answer)
}
