import type { Command } from 'commander'
import type { CacheResult } from '../../core/contract/cache.ts'
import { MergescopeError } from '../../core/errors.ts'
import type { Removal } from '../../core/hub/cache-removal.ts'
import { largestOf } from '../../core/many.ts'
import { printable } from '../../core/text/printable.ts'
import { counted, formatBytes } from '../../core/text/units.ts'
import { askOnTerminal } from '../ask.ts'
import { type CommonOptions, withCacheOption, withCommonOptions } from '../options.ts'
import { printJson, type Shell } from '../shell.ts'

interface CacheCliOptions extends CommonOptions {
  readonly cache?: string
  readonly yes?: boolean
}

const examples = `
Examples:
  mergescope cache
  mergescope cache remove org/name
  mergescope cache remove org/name@0123456789ab --yes`

export function cacheCommand(root: Command, shell: Shell): void {
  const cache = root
    .command('cache')
    .description('show or remove what is in the Hub cache')
    .addHelpText('after', examples)
  withCommonOptions(withCacheOption(cache)).action((options: CacheCliOptions) => list(options, shell))
  const remove = cache
    .command('remove')
    .description('remove models from the cache, after confirmation')
    .argument('<model...>', 'org/name for all of it, org/name@revision for one')
    .option('--yes', 'do not ask')
  remove.action((refs: string[], _options: unknown, command: Command) =>
    removeModels(refs, command.optsWithGlobals(), shell),
  )
}

async function list(options: CacheCliOptions, shell: Shell): Promise<void> {
  const { listCache } = await import('../../steps/hub/cache.ts')
  const result = await listCache({ env: shell.env, cache: options.cache })
  if (options.json) printJson(shell, result)
  else shell.stdout.write(cacheText(result))
}

async function removeModels(refs: readonly string[], options: CacheCliOptions, shell: Shell): Promise<void> {
  const { planCacheRemoval, removeCached } = await import('../../steps/hub/cache.ts')
  const where = { env: shell.env, cache: options.cache }
  const removals = await planCacheRemoval(where, refs)
  const what = removals.map(removalText).join('')
  if (!options.yes && !(await confirmed(what, shell))) return
  const result = await removeCached(where, removals)
  if (options.json) printJson(shell, result)
  else if (!options.quiet) shell.stdout.write(`${what}${formatBytes(result.freedBytes)} freed\n`)
}

const removalText = ({ repository, commits, bytes }: Removal): string =>
  `${printable(repository)}: ${counted(commits.length, 'commit')}, ${formatBytes(bytes)}\n`

async function confirmed(what: string, shell: Shell): Promise<boolean> {
  if (!shell.stdin.isTTY)
    throw new MergescopeError('usage', 'there is no terminal to confirm the removal on', {
      hint: 'add --yes',
    })
  return askOnTerminal(shell, `${what}Remove it?`, shell.signal)
}

function cacheText({ cache, models, bytes, partialBytes }: CacheResult): string {
  if (models.length === 0) return `the cache ${printable(cache)} holds no model\n`
  const width = largestOf(models.map(({ repository }) => printable(repository).length))
  const rows = models.map(({ repository, commit, revisions, bytes: size, lastUsed, neededBy }) => {
    const used = lastUsed === null ? '' : `used ${lastUsed.slice(0, 10)}`
    const needed = neededBy.length === 0 ? '' : `  needed by ${neededBy.map(printable).join(', ')}`
    const names = revisions.length === 0 ? '' : `  ${revisions.map(printable).join(', ')}`
    return `${printable(repository).padEnd(width)}  ${commit.slice(0, 12)}  ${formatBytes(size).padStart(8)}  ${used}${names}${needed}\n`
  })
  const partial = partialBytes > 0 ? `, ${formatBytes(partialBytes)} of it unfinished downloads` : ''
  return `${rows.join('')}${formatBytes(bytes)} in ${printable(cache)}${partial}\n`
}
