import { type Command, InvalidArgumentError } from 'commander'
import { MergescopeError } from '../../core/errors.ts'
import { pathsOf } from '../../core/model-ref.ts'
import { isObjectUri } from '../../core/object-uri.ts'
import type { DownloadOptions } from '../../steps/hub/download.ts'
import { type CommonOptions, type HubOptions, withCommonOptions, withHubOptions } from '../options.ts'
import type { Shell } from '../shell.ts'

interface DownloadCliOptions extends CommonOptions, HubOptions {
  readonly dryRun?: boolean
  readonly parallel: number
}

const examples = `
Examples:
  mergescope download mistralai/Mistral-Nemo-Base-2407
  mergescope download org/name@v1.0 other/name --dry-run
  HF_TOKEN=… mergescope download org/private --json

A token comes from HF_TOKEN or the token file only. A download that was interrupted goes on where it
stopped; every file is compared with its checksum before it gets its final name.`

export function downloadCommand(root: Command, shell: Shell): void {
  const command = root
    .command('download')
    .description('download models into the standard Hub cache: verified, resumable')
    .argument('<model...>', 'org/name, org/name@revision, MODEL+LORA')
    .option('--dry-run', 'list files and sizes, download nothing')
    .option('--parallel <n>', 'files at the same time', parseParallel, 4)
    .addHelpText('after', examples)
  withHubOptions(withCommonOptions(command)).action((refs: string[], options: DownloadCliOptions) =>
    run(refs, options, shell),
  )
}

function parseParallel(text: string): number {
  const count = Number(text)
  if (Number.isInteger(count) && count >= 1 && count <= 16) return count
  throw new InvalidArgumentError('It is a whole number from 1 to 16.')
}

async function run(refs: string[], options: DownloadCliOptions, shell: Shell): Promise<void> {
  const { downloadStage } = await import('../../steps/hub/download.ts')
  const { modelArguments } = await import('../../steps/common/model-argument.ts')
  const { runStage } = await import('../../steps/run/run-stage.ts')
  const { showDownload } = await import('../render/download.ts')
  const { counted, formatBytes } = await import('../../core/text/units.ts')
  const { cache, offline, allowPickle, trustRemoteCode, parallel } = options
  const hub: DownloadOptions['hub'] = {
    env: shell.env,
    signal: shell.signal,
    ...{ cache, offline, allowPickle, trustRemoteCode, parallel },
  }
  const models = pathsOf(await modelArguments(refs))
  const [there] = models.filter(({ path }) => isObjectUri(path))
  if (there)
    throw new MergescopeError('usage', `${there.path} is read where it lies, and never downloaded`, {
      hint: 'name it in a config, or copy it with the tools of the storage',
    })
  const stage = downloadStage({ models, hub, dryRun: options.dryRun === true })
  const framed = runStage(
    {
      stage: 'download',
      title: options.dryRun ? `plan ${counted(refs.length, 'model')}` : counted(refs.length, 'model'),
      summarise: ({ bytes, transferredBytes, dryRun }) =>
        dryRun
          ? `${formatBytes(bytes)} in all`
          : `${formatBytes(bytes)} verified, ${formatBytes(transferredBytes)} of it downloaded`,
    },
    stage,
  )
  await showDownload(framed, options, shell)
}
