import type { AuditResult } from '../contract/audit.ts'
import { counted } from '../text/units.ts'

export type LogFailure = NonNullable<AuditResult['failure']>

interface Diagnosis {
  readonly type: RegExp
  readonly message: RegExp
  readonly cause: (match: RegExpExecArray) => string
  readonly hint: string
}

const applyPatch =
  '`mergescope patch apply` lets the merge complete; `mergescope inspect CONFIG` names the donor and its tokens'

const keepToBudget = '`mergescope run --memory 2G` keeps to a budget, or use `--device cpu`'

const diagnoses: readonly Diagnosis[] = [
  {
    type: /^IndexError$/,
    message: /index (-?\d+) is out of bounds for dimension 0 with size (\d+)/,
    cause: ([, index, size]) =>
      `a donor has a ghost token: its tokenizer lists the id ${index}, its tensor has ${counted(Number(size), 'row')} (ids 0 to ${Number(size) - 1})`,
    hint: applyPatch,
  },
  {
    type: /^KeyError$/,
    message: /^(\d+)$/,
    cause: ([, id]) =>
      `the token with the output id ${id} has no permutation entry: a donor lists it beyond its config.json vocab_size while another donor holds its row (a ghost token)`,
    hint: applyPatch,
  },
  {
    type: /^Exception$/,
    message: /[Tt]oken .* out of vocabulary/,
    cause: () => 'the leading donor lists an ordinary token at or beyond its config.json vocab_size',
    hint: applyPatch,
  },
  {
    type: /^(RuntimeError|ValueError)$/,
    message: /([Ss]ize mismatch|must match the size of tensor|[Tt]ensor size mismatch|unsafe.truncate)/,
    cause: () => 'donors have different numbers of embedding rows and the config has no tokenizer block',
    hint: 'add `tokenizer: {source: union}` to the config',
  },
  {
    type: /^RuntimeError$/,
    message: /^Tensor (\S+) required but not present in model ([\s\S]+)$/,
    cause: ([, tensor, model]) =>
      `${model} has no tensor ${tensor}: another architecture, or other tensor names`,
    hint: '`mergescope inspect CONFIG` lists what each donor has',
  },
  {
    type: /(OutOfMemoryError|^MemoryError)$/,
    message: /[\s\S]*/,
    cause: () => 'memory ran out',
    hint: keepToBudget,
  },
  {
    type: /^(OSError|IOError|SafetensorError|RuntimeError)$/,
    message: /No space left on device|Errno 28\b|os error 28\b/,
    cause: () => 'the disk is full',
    hint: 'free some of it or write elsewhere; `mergescope inspect CONFIG` says how much the output needs',
  },
  {
    type: /^Killed$/,
    message: /[\s\S]*/,
    cause: () => 'the system ended the process at once (SIGKILL), most often because memory ran out',
    hint: keepToBudget,
  },
  {
    type: /^Segmentation fault$/,
    message: /[\s\S]*/,
    cause: () => 'native code (torch, a driver) used memory that is not its own (SIGSEGV)',
    hint: '`mergescope doctor` looks at what is installed; try `--device cpu`',
  },
  {
    type: /^Bus error$/,
    message: /[\s\S]*/,
    cause: () =>
      'a file that was mapped into memory could not be read (SIGBUS): it was cut or replaced meanwhile, or its disk is full',
    hint: '`mergescope download MODEL` verifies the files of a donor',
  },
  {
    type: /^Aborted$/,
    message: /[\s\S]*/,
    cause: () => 'native code gave up (SIGABRT); the lines before it say why',
    hint: '`mergescope doctor` looks at what is installed',
  },
  {
    type: /(LocalEntryNotFoundError|ConnectionError|OfflineModeIsEnabled|ConnectTimeout|RepositoryNotFoundError)$/,
    message: /[\s\S]*/,
    cause: () => 'the Hub could not be reached, or does not have that model',
    hint: '`mergescope download MODEL` fetches and verifies it first',
  },
]

/** What an exception of a merge means and what to do about it, as far as it is known. */
export function diagnose(type: string, message: string): LogFailure {
  const name = type.slice(type.lastIndexOf('.') + 1)
  for (const known of diagnoses) {
    const match = known.type.test(name) ? known.message.exec(message) : null
    if (match) return { type: name, message, cause: known.cause(match), hint: known.hint }
  }
  return { type: name, message, cause: null, hint: null }
}
