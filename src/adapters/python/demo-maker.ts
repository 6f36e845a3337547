import { z } from 'zod'
import { MergescopeError } from '../../core/errors.ts'
import { type CommandOptions, pythonCommand } from './command.ts'
import { requirementsFolder } from './locks.ts'

const line = z.discriminatedUnion('event', [
  z.object({ event: z.literal('progress'), item: z.string(), done: z.number(), total: z.number() }),
  z.object({ event: z.literal('made'), made: z.boolean(), config: z.string(), without: z.string() }),
])
export type MakerLine = z.infer<typeof line>

/** Runs `python -m mergescope.demo FOLDER` and yields its lines; the last one is `made`. */
export async function* makeDemoDonors(
  python: string,
  folder: string,
  options: CommandOptions,
): AsyncGenerator<MakerLine, void, void> {
  const running = pythonCommand(python, { module: 'mergescope.demo' }, [folder], {
    ...options,
    first: requirementsFolder,
  })
  for await (const text of running) yield line.parse(JSON.parse(text))
  const ended = await running
  options.signal.throwIfAborted()
  if (ended.exitCode === 0) return
  const said = ended.stderr.trim().split('\n').at(-1) ?? ''
  throw new MergescopeError('environment-not-ready', `the demo's donors could not be made: ${said}`, {
    hint: 'make sure that 400 MB of disk are free, and repair the environment with `mergescope setup --again`',
    context: { python, folder },
  })
}
