import { cp, mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type CommandOptions, pythonCommand } from './command.ts'

/**
 * A copy of an installed mergekit in a folder of its own. As the first folder of a Python it takes the place of the installed
 * one; what is done to the copy does not touch that.
 */
export async function copyMergekit(location: string, to: string): Promise<void> {
  await rm(to, { recursive: true, force: true })
  const names = await readdir(location)
  const wanted = names.filter((name) => name === 'mergekit' || /^mergekit-.*\.dist-info$/.test(name))
  for (const name of wanted) await cp(join(location, name), join(to, name), { recursive: true })
}

export interface StockRun {
  readonly exitCode: number | null
  /** Everything it said, standard output last. */
  readonly log: string
}

/** Runs `mergekit-yaml` on a config. What it writes is thrown away: only how it ends is asked for. */
export async function runStockMergekit(
  python: string,
  config: string,
  options: CommandOptions,
): Promise<StockRun> {
  const scratch = await mkdtemp(join(tmpdir(), 'mergescope-stock-'))
  try {
    const args = [config, join(scratch, 'out')]
    const env = { ...options.env, HF_HUB_OFFLINE: '1' }
    const ended = await pythonCommand(python, { module: 'mergekit.scripts.run_yaml' }, args, {
      ...options,
      env,
    })
    options.signal.throwIfAborted()
    return { exitCode: ended.exitCode, log: `${ended.stderr}\n${ended.stdout}` }
  } finally {
    await rm(scratch, { recursive: true, force: true })
  }
}
