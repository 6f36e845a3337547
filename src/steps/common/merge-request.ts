import { type MergeRequest, mergeRequest } from '../../core/bridge/merge.ts'
import type { LocalReference } from './local-config.ts'

/** What is not given is as `mergeRequest` has it. */
export interface MergeRequestOptions {
  /** mergekit YAML whose models are local paths already. */
  readonly configText: string
  /** The config that is put beside the weights, where it is to name its models otherwise. */
  readonly publishedConfig?: string
  /** What a path (or `path+adapter`) of the config is called in messages and in the report. */
  readonly names: ReadonlyMap<string, string>
  /** The models of the config text by their parts, for whom a text would not tell them apart. */
  readonly references?: readonly LocalReference[]
  /** The folder to fill. It exists and belongs to this run; renaming it to its final name is not done here. */
  readonly output: string
  readonly device?: string
  /** Address of the Ray cluster that merges, or `auto`. */
  readonly ray?: string
  /** Refuse machines and devices that would give other bytes, instead of reporting them. */
  readonly sameBytes?: boolean
  /** Bytes that the engine may hold beside the interpreter. */
  readonly memory?: number
  /** At most so many threads merge. */
  readonly threads?: number
  readonly seed?: number
  /** `full` measures every tile, `on` a fixed sample of them where measuring costs. */
  readonly audit?: MergeRequest['audit']
  /** Bytes of one output file. */
  readonly shardSize?: number
  readonly compat?: MergeRequest['compat']
  readonly missingRows?: MergeRequest['missing_rows']
  /** sha256 of the patch's files by their path in mergekit: what Python imports has these bytes, or nothing is merged. */
  readonly patched?: Readonly<Record<string, string>>
  /** Files that stand in for those of the patch, by the same paths. */
  readonly patchFiles?: Readonly<Record<string, string>>
  /** Of a rehearsal: the merge of the same request goes on from its plan. */
  readonly keepPlan?: boolean
  /** Whose folder it is: Python stops where the lock no longer holds this text. */
  readonly lock?: { readonly path: string; readonly nonce: string }
  /** Folder that checks of classes are remembered in. */
  readonly classChecks?: string
  /** Goes on with what an interrupted run left in `output`; refused when anything has changed. */
  readonly resume?: boolean
  /** mergekit's own options by its own names: allow_crimes, lora_merge_cache, trust_remote_code … */
  readonly mergekit?: MergeRequest['mergekit']
}

/** What Python is asked. */
export const mergeRequestOf = (options: MergeRequestOptions): MergeRequest =>
  mergeRequest.parse({
    config_text: options.configText,
    published_config: options.publishedConfig,
    output: options.output,
    names: Object.fromEntries(options.names),
    references: options.references?.map(({ ref, name, parts }) => ({
      model: ref.model,
      lora: ref.lora,
      override_architecture: ref.overrideArchitecture,
      name,
      parts,
    })),
    device: options.device,
    ray: options.ray,
    same_bytes: options.sameBytes,
    memory: options.memory,
    threads: options.threads,
    seed: options.seed,
    audit: options.audit,
    shard_size: options.shardSize,
    missing_rows: options.missingRows,
    compat: options.compat,
    class_checks: options.classChecks,
    resume: options.resume,
    lock: options.lock,
    patched: options.patched,
    patch_files: options.patchFiles,
    keep_plan: options.keepPlan,
    mergekit: options.mergekit,
  } satisfies Partial<Record<keyof MergeRequest, unknown>>)
