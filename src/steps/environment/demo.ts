import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { cacheFolder } from '../../adapters/files/path/folders.ts'
import { readOwn } from '../../adapters/files/read/read-own.ts'
import { makeDemoDonors } from '../../adapters/python/demo-maker.ts'
import { fingerprint } from '../../adapters/python/locks.ts'
import { copyMergekit, runStockMergekit } from '../../adapters/python/stock-mergekit.ts'
import { type DemoEvent, type DemoFiles, lastException, type StockOutcome } from '../../core/demo.ts'
import { drain } from '../../core/drain.ts'
import { changePatch, patchStatus } from './patch-install.ts'

export { program } from '../../adapters/files/path/folders.ts'

export interface DemoOptions {
  readonly python: string
  readonly env: NodeJS.ProcessEnv
  readonly signal: AbortSignal
}

type Events<Result> = AsyncGenerator<DemoEvent, Result, void>

export const demoFolder = (env: NodeJS.ProcessEnv): string => join(cacheFolder(env), 'demo')

/** Makes the demo's donors and configs, or finds them made.
 * @throws MergescopeError environment-not-ready */
export async function* makeDemo({ python, env, signal }: DemoOptions): Events<DemoFiles> {
  const folder = demoFolder(env)
  yield { event: 'demo-step', title: `donors with Mistral Nemo's vocabulary in ${join(folder, 'donors')}` }
  for await (const line of makeDemoDonors(python, folder, { env, signal }))
    if (line.event === 'made') return { config: line.config, donors: join(folder, 'donors'), made: line.made }
    else yield { ...line, event: 'demo-progress' }
  throw new Error('the maker of the donors ended without a word')
}

const configs = [
  { file: 'merge.yml', title: 'all seven models' },
  { file: 'merge-without-ghost.yml', title: 'without chatml-ghost' },
] as const

/** What mergekit as it is released does with the demo's configs, really run; remembered until an input changes. */
export async function* stockOutcomes(options: DemoOptions): Events<readonly StockOutcome[]> {
  const folder = demoFolder(options.env)
  const memory = join(folder, 'stock.json')
  const key = await inputsOf(folder, options.python)
  const known = await recall(memory, key)
  if (known) return known
  const site = join(folder, 'stock')
  const version = yield* pristineCopy(site, options)
  if (version === null) return []
  const outcomes: StockOutcome[] = []
  for (const { file, title } of configs) {
    yield { event: 'demo-step', title: `mergekit ${version} as released, ${title}: half a minute or so` }
    const began = performance.now()
    const run = await runStockMergekit(options.python, join(folder, file), { ...options, first: site })
    const error = run.exitCode === 0 ? null : (lastException(run.log) ?? `exit code ${run.exitCode}`)
    outcomes.push({ title, error, seconds: (performance.now() - began) / 1000 })
  }
  await writeFile(memory, `${JSON.stringify({ key, outcomes }, null, 2)}\n`)
  return outcomes
}

/** Copies the installed mergekit and takes our patch out of the copy. Returns its version, null when that failed. */
async function* pristineCopy(site: string, options: DemoOptions): Events<string | null> {
  const installed = await patchStatus(options)
  if (!installed.mergekit) return null
  await copyMergekit(installed.mergekit.location, site)
  const copy = { ...options, first: [site] }
  const status = await patchStatus(copy)
  if (status.state === 'clean') return status.mergekit?.version ?? null
  const reverted = await drain(changePatch('revert', copy))
  if (reverted.state === 'clean') return reverted.mergekit?.version ?? null
  yield {
    event: 'demo-note',
    text: 'no pristine mergekit can be had from this environment; its failures are not shown',
  }
  return null
}

async function inputsOf(folder: string, python: string): Promise<string> {
  const files = ['donors/donors.json', ...configs.map((config) => config.file)]
  return `${await fingerprint(files.map((file) => join(folder, file)))} ${python}`
}

async function recall(file: string, key: string): Promise<readonly StockOutcome[] | null> {
  try {
    const memory = JSON.parse(await readOwn(file))
    return memory.key === key ? memory.outcomes : null
  } catch {
    return null
  }
}
