import { type Command, Option } from 'commander'
import { MergescopeError } from '../core/errors.ts'
import { folderToUse } from './path-options.ts'

/** How `run` takes an option of mergekit-yaml: `as` other options of ours, without effect, or not at all. */
type Taken =
  | { readonly how: 'own' }
  | { readonly how: 'as'; readonly options: Readonly<Record<string, string | boolean>> }
  | { readonly how: 'nothing'; readonly why: string }
  | { readonly how: 'refused'; readonly why: string; readonly hint: string }

const own = { how: 'own' } as const
const as = (options: Readonly<Record<string, string | boolean>>): Taken => ({ how: 'as', options })
const nothing = (why: string): Taken => ({ how: 'nothing', why })
const refused = (why: string, hint: string): Taken => ({ how: 'refused', why, hint })
const always = 'that is what happens anyway'

/**
 * Every option of mergekit-yaml, in all versions that are known. `own`: `run` has it under the same name. The others are
 * not listed in the help, and who brings them from mergekit is told what became of them.
 */
export const mergekitOptions: Readonly<Record<string, Taken>> = {
  '--allow-crimes': own,
  '--no-allow-crimes': nothing(always),
  '--unsafe-truncate-embeddings': nothing(
    'no row is cut off: where donors have different ones, tokenizer: {source: union} in the config keeps all of them',
  ),
  '--no-unsafe-truncate-embeddings': nothing(always),
  '--transformers-cache <dir>': as({ cache: 'value' }),
  '--lora-merge-cache <dir>': own,
  '--lora-merge-dtype <dtype>': own,
  '--cuda': as({ device: 'cuda' }),
  '--no-cuda': as({ device: 'cpu' }),
  '--device <device>': own,
  '--low-cpu-memory': own,
  '--no-low-cpu-memory': nothing(always),
  '--out-shard-size <size>': own,
  '--copy-tokenizer': nothing(always),
  '--no-copy-tokenizer': refused(
    'a model without its tokenizer cannot be checked',
    'leave it out, and remove the tokenizer files from the output afterwards',
  ),
  '--clone-tensors': nothing('every tensor is written by itself anyway'),
  '--no-clone-tensors': nothing('every tensor is written by itself'),
  '--trust-remote-code': own,
  '--no-trust-remote-code': nothing(always),
  '--random-seed <n>': own,
  '--lazy-unpickle': as({ lazyUnpickle: true }),
  '--no-lazy-unpickle': nothing(always),
  '--write-model-card': nothing(always),
  '--no-write-model-card': refused(
    'the model card is part of the report',
    'leave it out, and remove README.md from the output afterwards',
  ),
  '--safe-serialization': nothing(always),
  '--no-safe-serialization': refused(
    'mergescope writes safetensors only',
    'leave it out; transformers converts the result with save_pretrained(…, safe_serialization=False)',
  ),
  '--verbose': own,
  '--quiet': own,
  '--no-quiet': nothing(always),
  '--read-to-gpu': own,
  '--no-read-to-gpu': nothing(always),
  '--multi-gpu': nothing('--device cuda:all merges on several GPUs'),
  '--no-multi-gpu': nothing(always),
  '-j, --num-threads <n>': own,
  '--gpu-rich': as({ device: 'cuda', lowCpuMemory: true, readToGpu: true }),
  '--async-write': nothing('files are written while the next tensors are merged anyway'),
  '--no-async-write': nothing('files are written while the next tensors are merged, which changes no byte'),
  '--write-threads <n>': nothing('the threads that merge write as well'),
}

/**
 * Adds what mergekit has and `run` does not, hidden: the help lists what has a meaning of its own. To be
 * called last, since commander takes a `--no-x` without an `--x` before it for one that is on.
 */
export function withMergekitOptions(command: Command): Command {
  for (const [flags, { how }] of Object.entries(mergekitOptions))
    if (how !== 'own') command.addOption(asFolder(new Option(flags).hideHelp()))
  return command
}

const asFolder = (option: Option): Option =>
  option.flags.endsWith('<dir>') ? option.argParser(folderToUse) : option

export interface TranslatedOptions {
  /** Options of ours that say the same. */
  readonly options: Readonly<Record<string, unknown>>
  /** A sentence for each option without effect. */
  readonly notes: readonly string[]
}

/** What the options that only mergekit has come to. Throws `usage` for one that cannot be had. */
export function translateMergekitOptions(command: Command): TranslatedOptions {
  const options: Record<string, unknown> = {}
  const notes: string[] = []
  for (const [flags, taken] of Object.entries(mergekitOptions)) {
    const option = new Option(flags)
    const name = option.attributeName()
    const value: unknown = command.getOptionValue(name)
    const isGiven = command.getOptionValueSource(name) === 'cli' && (value === false) === option.negate
    if (!isGiven || taken.how === 'own') continue
    if (taken.how === 'refused')
      throw new MergescopeError('usage', `${option.long} is not possible: ${taken.why}`, { hint: taken.hint })
    if (taken.how === 'nothing') notes.push(`${option.long} changes nothing: ${taken.why}`)
    else
      for (const [own, set] of Object.entries(taken.options))
        if (command.getOptionValueSource(own) !== 'cli') options[own] = set === 'value' ? value : set
  }
  return { options, notes }
}

/** What to say to a command other than `run` that is given an option of mergekit; null for other options. */
export function mergekitAnswer(flag: string): string | null {
  const isOne = Object.keys(mergekitOptions).some((flags) => {
    const { short, long } = new Option(flags)
    return flag === long || flag === short
  })
  return isOne ? `${flag} is an option of mergekit-yaml, which \`mergescope run\` takes` : null
}
