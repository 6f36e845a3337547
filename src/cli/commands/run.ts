import { type Command, Option } from 'commander'
import { MergescopeError } from '../../core/errors.ts'
import { addressForm } from '../../core/object-schemes.ts'
import { devices } from '../../core/run/device.ts'
import { type SettingName, settingSpecs } from '../../core/run/settings.ts'
import { shellCommand } from '../../core/text/shell-words.ts'
import type { RunOptions } from '../../steps/run/run-options.ts'
import { given } from '../given.ts'
import { translateMergekitOptions, withMergekitOptions } from '../mergekit-options.ts'
import {
  type CommonOptions,
  type HubOptions,
  type PythonOptions,
  withCommonOptions,
  withHubOptions,
  withPythonOption,
} from '../options.ts'
import { parseDevice } from '../parse-device.ts'
import { parseCount, parseSize, parseWhole } from '../parse-size.ts'
import { folderToFill, modelToMake } from '../path-options.ts'
import type { Shell } from '../shell.ts'
import { version } from '../version.ts'

interface RunCliOptions extends CommonOptions, PythonOptions, HubOptions {
  readonly output?: string
  readonly tui: boolean
  readonly dryRun?: boolean
  readonly resume?: boolean
  readonly discard?: boolean
  readonly overwrite?: boolean
  readonly applyPatch?: boolean
  readonly device?: string
  /** Without an address it is true. */
  readonly ray?: true | string
  readonly sameBytes?: boolean
  readonly memory?: number
  /** `--no-audit` makes it false. */
  readonly audit?: false | 'full'
  readonly compat?: 'v2d'
  readonly missingRows?: 'zero' | 'mean'
  readonly outShardSize?: number
  readonly randomSeed?: number
  readonly allowCrimes?: boolean
  readonly loraMergeCache?: string
  readonly loraMergeDtype?: string
  readonly lowCpuMemory?: boolean
  readonly readToGpu?: boolean
  readonly lazyUnpickle?: boolean
  readonly numThreads?: number
}

const examples = `
Examples:
  mergescope run config.yml -o merged
  mergescope run config.yml -o merged --dry-run          only say what would happen
  mergescope run config.yml -o merged --json | jq .      events as NDJSON, the last one is the result
  mergescope run config.yml -o merged --python venv/bin/python --apply-patch
  mergescope run config.yml -o merged --resume           go on with a run that was interrupted
  mergescope run config.yml -o s3://bucket/merged        worked on in the current folder, then uploaded

Sizes: K, M, G and T count in thousands (B: billions, as in mergekit), KiB, MiB, GiB and TiB in 1024s.`

/** What an option does, and what applies without it. */
const withUsual = (name: SettingName, about: string): string =>
  `${about} (default: ${settingSpecs[name].usual})`

export function runCommand(root: Command, shell: Shell): void {
  const command = root
    .command('run')
    .description('the main job: inspect, download, patch, merge, verify, report')
    .argument('<config>', 'a mergekit YAML file')
    .argument('[output]', 'the folder to make, as mergekit-yaml takes it; the same as -o')
    .option(
      '-o, --output <dir>',
      `the folder to make; a link is followed; ${addressForm} is uploaded to, in the end`,
      modelToMake,
    )
    .option('--dry-run', 'stop after the inspection, and write nothing')
    .addOption(new Option('--resume', 'continue an interrupted run').conflicts('discard'))
    .option('--discard', 'remove what an interrupted run has left')
    .option('--overwrite', 'replace the output folder when it holds a model and nothing else')
    .option('--apply-patch', 'patch the mergekit of --python without asking first')
    .option('--device <device>', withUsual('device', devices), parseDevice)
    .option(
      '--ray [address]',
      'merge on a Ray cluster; without an address the one of this machine, or one that is started',
    )
    .option(
      '--same-bytes',
      'refuse machines and devices that would change the bytes of the output, instead of reporting them',
    )
    .option(
      '--memory <size>',
      withUsual('memory', 'memory for the tensors being merged, on top of Python itself, such as 1G or 1GiB'),
      parseSize,
    )
    .addOption(new Option('--audit <depth>', 'measure every tile of every tensor').choices(['full']))
    .option('--no-audit', 'measure nothing')
    .addOption(new Option('--compat <numerics>', 'the numerics of the older patch').choices(['v2d']))
    .addOption(
      new Option(
        '--missing-rows <how>',
        'the row of a token that no donor has: zeros, or the mean of all rows',
      ).choices(['zero', 'mean']),
    )
    .option('--no-tui', 'plain lines and bars instead of the dashboard')
    .optionsGroup("mergekit's own options:")
    .option(
      '--out-shard-size <size>',
      withUsual('shardSize', 'size of one output file, such as 4B or 4GiB'),
      parseSize,
    )
    .option('--random-seed <n>', withUsual('seed', 'seed of the methods that draw at random'), parseWhole)
    .option('--allow-crimes', 'let donors have different architectures')
    .option(
      '--lora-merge-cache <dir>',
      'where donors are kept whose adapters have been merged into them',
      folderToFill,
    )
    .addOption(
      new Option(
        '--lora-merge-dtype <dtype>',
        'dtype in which adapters are merged into their models',
      ).choices(['bfloat16', 'float16', 'float32', 'float64']),
    )
    .option(
      '-j, --num-threads <n>',
      withUsual('threads', 'at most this many threads merge, on Linux on as many cores'),
      parseCount,
    )
    .option('--low-cpu-memory', 'keep intermediate values on the device')
    .option('--read-to-gpu', 'read weights straight to the device')
    .optionsGroup('Options of every command:')
    .addHelpText('after', examples)
  withMergekitOptions(withCommonOptions(withHubOptions(withPythonOption(command)))).action(
    (config: string, folder: string | undefined, given: RunCliOptions) => {
      const { options, notes } = translateMergekitOptions(command)
      if (!given.quiet) for (const note of notes) shell.stderr.write(`note: ${note}\n`)
      const output = outputOf(folder, given.output)
      return run(config, { ...given, ...options, output }, shell)
    },
  )
}

/** The folder to make, which may be named as mergekit takes it or as we do. */
function outputOf(folder: string | undefined, output: string | undefined): string {
  const named = output ?? folder
  if (named === undefined)
    throw new MergescopeError('usage', 'no output folder is given', {
      hint: 'name a folder: mergescope run CONFIG -o OUT',
    })
  if (folder !== undefined && output !== undefined && folder !== output)
    throw new MergescopeError('usage', `two outputs are named: ${folder} and ${output}`, {
      hint: 'give one of them',
    })
  return named
}

type NamedRun = RunCliOptions & { readonly output: string }

async function run(config: string, options: NamedRun, shell: Shell): Promise<void> {
  const { runPipeline } = await import('../../steps/run/pipeline.ts')
  const { conclude, makeRenderer } = await import('../render/make.ts')
  const { follow } = await import('../render/renderer.ts')
  const heading = shellCommand(['mergescope', ...shell.argv])
  const renderer = await makeRenderer(shell, { ...options, heading })
  const { cache, offline, trustRemoteCode, allowPickle } = options
  const { event, error } = await follow(
    runPipeline({
      config,
      output: options.output,
      command: shell.argv,
      python: options.python,
      applyPatch: options.applyPatch === true,
      dryRun: options.dryRun === true,
      overwrite: options.overwrite === true,
      resume: options.resume === true,
      discard: options.discard === true,
      hub: { cache, offline, trustRemoteCode, allowPickle, python: options.python },
      merge: mergeOptions(options),
      ask: renderer.ask,
      env: shell.env,
      signal: shell.signal,
      version: version(),
    }),
    renderer,
  )
  conclude(shell, renderer, event, error, options.verbose === true)
}

function mergeOptions(options: RunCliOptions): RunOptions['merge'] {
  const own = {
    device: options.device,
    sameBytes: options.sameBytes,
    ray: options.ray === true ? 'auto' : options.ray,
    memory: options.memory,
    seed: options.randomSeed,
    audit: options.audit === 'full' ? 'full' : options.audit === false ? 'off' : 'on',
    shardSize: options.outShardSize,
    threads: options.numThreads,
    compat: options.compat,
    missingRows: options.missingRows,
  }
  const mergekit = {
    allow_crimes: options.allowCrimes,
    lora_merge_cache: options.loraMergeCache,
    lora_merge_dtype: options.loraMergeDtype,
    low_cpu_memory: options.lowCpuMemory,
    read_to_gpu: options.readToGpu,
    random_seed: options.randomSeed,
    lazy_unpickle: options.lazyUnpickle,
    trust_remote_code: options.trustRemoteCode,
  }
  return { ...given(own), mergekit: given(mergekit) } as RunOptions['merge']
}
