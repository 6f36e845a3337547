import { type Command, Option } from 'commander'
import { mergeDefaults } from '../../core/bridge/merge.ts'
import { drain } from '../../core/drain.ts'
import { MergescopeError } from '../../core/errors.ts'
import { knownMergekits } from '../../core/mergekit/known.ts'
import type { Inspection } from '../../steps/inspect/inspect.ts'
import { given } from '../given.ts'
import {
  type CommonOptions,
  type HubOptions,
  type PythonOptions,
  withCommonOptions,
  withHubOptions,
  withPythonOption,
} from '../options.ts'
import { parseSize } from '../parse-size.ts'
import { folderToFill } from '../path-options.ts'
import { printJson, type Shell } from '../shell.ts'

interface InspectCliOptions extends CommonOptions, HubOptions, PythonOptions {
  readonly mergekit?: string
  readonly output?: string
  readonly allowCrimes?: boolean
  readonly unsafeTruncateEmbeddings?: boolean
  readonly loraMergeCache?: string
  readonly missingRows: 'zero' | 'mean'
  readonly rehearse?: boolean
  readonly outShardSize?: number
}

const examples = `
Examples:
  mergescope inspect config.yml
  mergescope inspect config.yml --json | jq .vocabulary
  mergescope inspect config.yml --rehearse           let the code that merges plan all of it
  mergescope inspect mistralai/Mistral-Nemo-Base-2407 ./my-finetune

Exit codes: 0 the merge can run, 2 the config makes no sense, 3 the donors make it impossible.`

export function inspectCommand(root: Command, shell: Shell): void {
  const command = root
    .command('inspect')
    .description('what each donor is, and whether a merge would succeed, from headers and tokenizers only')
    .argument('<config|model...>', "a merge config, or models: folders or Hub ids, also 'id@revision'")
    .addOption(
      new Option(
        '--mergekit <version>',
        'predict what this stock mergekit would do (default: the installed one, else the newest)',
      ).choices(knownMergekits.map(({ version }) => version)),
    )
    .option('-o, --output <dir>', 'where the output will lie, to look at the free space there', folderToFill)
    .option('--allow-crimes', 'allow donors of different architectures, as in mergekit')
    .option('--lora-merge-cache <dir>', 'where models with merged adapters will be kept', folderToFill)
    .option(
      '--unsafe-truncate-embeddings',
      'predict what stock mergekit does with this option, which cuts off rows that not every donor has',
    )
    .addOption(
      new Option('--missing-rows <rule>', 'the row of a token that no donor holds')
        .choices(['zero', 'mean'])
        .default(mergeDefaults.missingRows),
    )
    .option('--rehearse', 'do the whole merge without its values, in Python; needs no download of weights')
    .option(
      '--out-shard-size <size>',
      'with --rehearse: size of one output file, such as 5B or 4GiB',
      parseSize,
    )
    .addHelpText('after', examples)
  withPythonOption(withHubOptions(withCommonOptions(command))).action(
    (names: string[], options: InspectCliOptions) => run(names, options, shell),
  )
}

async function run(names: readonly string[], options: InspectCliOptions, shell: Shell): Promise<void> {
  const { installedMergekit, installedTransformers } = await import(
    '../../steps/environment/installed-mergekit.ts'
  )
  const { inspectStage } = await import('../../steps/inspect/inspect.ts')
  const { inspectTarget } = await import('../../steps/inspect/inspect-target.ts')
  const target = await inspectTarget(names)
  if (options.rehearse && target.kind === 'models')
    throw new MergescopeError('usage', '--rehearse is for a merge, and models are given', {
      hint: 'name a config: mergescope inspect config.yml --rehearse',
    })
  const { mergekit } = options
  const asking = { ...shell, python: options.python }
  // Beside another mergekit than the installed one there may be another transformers.
  const installed = mergekit ? null : await installedMergekit(asking)
  const stage = inspectStage({
    target,
    mergekit: mergekit ?? installed,
    ...(!mergekit && { transformers: await installedTransformers(asking) }),
    ...(options.output && { output: options.output }),
    env: shell.env,
    cache: options.cache,
    python: options.python,
    offline: options.offline,
    trustRemoteCode: options.trustRemoteCode,
    allowPickle: options.allowPickle,
    allowCrimes: options.allowCrimes,
    loraMergeCache: options.loraMergeCache,
    unsafeTruncate: options.unsafeTruncateEmbeddings,
    missingRows: options.missingRows,
    signal: shell.signal,
  })
  const inspected = await drain(stage)
  const { result, exitCode } = options.rehearse ? await rehearse(inspected, options, shell) : inspected
  if (options.json) printJson(shell, result)
  else {
    const { inspectionText } = await import('../render/inspect.ts')
    const { makePaint, wantsColour } = await import('../render/paint.ts')
    const isTerminal = shell.stdout.isTTY ?? false
    const paint = makePaint(wantsColour({ asked: options.color, env: shell.env, isTerminal }))
    const columns = shell.stdout.columns ?? 80
    shell.stdout.write(
      inspectionText(result, { columns, paint, quiet: options.quiet, verbose: options.verbose }),
    )
  }
  shell.exitCode = exitCode
}

async function rehearse(
  inspected: Inspection,
  options: InspectCliOptions,
  shell: Shell,
): Promise<Inspection> {
  const { rehearseInspection } = await import('../../steps/rehearsal/rehearse-inspection.ts')
  const { env, signal } = shell
  const { python, cache, offline, trustRemoteCode, allowPickle, missingRows } = options
  const mergekit = {
    allow_crimes: options.allowCrimes,
    lora_merge_cache: options.loraMergeCache,
    trust_remote_code: trustRemoteCode,
  }
  return drain(
    rehearseInspection(inspected, {
      python,
      env,
      hub: { env, python, cache, offline, trustRemoteCode, allowPickle, signal },
      merge: {
        missingRows,
        mergekit: given(mergekit),
        ...(options.outShardSize !== undefined && { shardSize: options.outShardSize }),
      },
      signal,
    }),
  )
}
