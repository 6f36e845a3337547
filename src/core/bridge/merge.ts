import { z } from 'zod'
import { auditRecord } from '../contract/audit.ts'
import { plannedRows } from '../contract/inspect.ts'
import { mergedTensor } from '../contract/merge-plan.ts'
import { nodeShare } from '../contract/node-share.ts'
import type { Frozen } from '../frozen.ts'
import { architecture } from './architecture.ts'
import { writtenValues } from './values.ts'

/** A path of the machine, or what a `path+adapter` of the config means. */
const modelPath = z.object({ path: z.string(), revision: z.string().nullable() })

/** What a merge does where nobody asks for anything else. Python has none of its own. */
export const mergeDefaults = {
  device: 'cpu',
  memory: 2_000_000_000,
  seed: 0,
  audit: 'on',
  shardSize: 5_000_000_000,
  missingRows: 'zero',
} as const

/** A merge to run. */
export const mergeRequest = z.object({
  /** mergekit YAML whose models are local paths. */
  config_text: z.string(),
  /** The config that is put beside the weights; null: config_text. */
  published_config: z.string().nullable().default(null),
  /** Folder to fill; exists, and belongs to this run. */
  output: z.string(),
  /** What a model is called for people, by mergekit's text of it. */
  names: z.record(z.string(), z.string()).default({}),
  /** The same by what tells models apart, since a path may hold the `+` and `@` that part a text. */
  references: z
    .array(
      z.object({
        model: modelPath,
        lora: modelPath.nullable(),
        override_architecture: z.string().nullable(),
        name: z.string(),
        /** The model and its adapter: what the user wrote, and its commit if the Hub has it. */
        parts: z.array(z.object({ path: z.string(), name: z.string(), commit: z.string().nullable() })),
      }),
    )
    .default([]),
  device: z.string().default(mergeDefaults.device),
  /** Address of the Ray cluster that merges, or `auto`; null: this process does. */
  ray: z.string().nullable().default(null),
  /** Refuse machines and devices that would give other bytes. */
  same_bytes: z.boolean().default(false),
  /** Bytes that the engine may hold beside the interpreter. */
  memory: z.int().default(mergeDefaults.memory),
  /** At most so many threads merge; null: as many as there are cores, on the processor. */
  threads: z.int().nullable().default(null),
  seed: z.int().default(mergeDefaults.seed),
  /** `full` measures every tile, `on` a fixed sample of them where measuring costs. */
  audit: z.enum(['off', 'on', 'full']).default(mergeDefaults.audit),
  /** Bytes of one output file. */
  shard_size: z.int().default(mergeDefaults.shardSize),
  missing_rows: z.enum(['zero', 'mean']).default(mergeDefaults.missingRows),
  compat: z.enum(['v2d']).nullable().default(null),
  /** Folder that checks of classes are remembered in; null: each is made anew. */
  class_checks: z.string().nullable().default(null),
  /** Goes on with what an interrupted run left in `output`; refused when anything has changed. */
  resume: z.boolean().default(false),
  /** Path of the lock file of `output`, and the nonce that it holds while the folder is ours; null: no lock. */
  lock: z.object({ path: z.string(), nonce: z.string() }).nullable().default(null),
  /** sha256 of the patch's files in mergekit, by their path; null: whatever is there. */
  patched: z.record(z.string(), z.string()).nullable().default(null),
  /** Files that stand in for those of the patch until it is applied, by the same paths. */
  patch_files: z.record(z.string(), z.string()).nullable().default(null),
  /** Of a rehearsal: the merge of the same request goes on from its plan. */
  keep_plan: z.boolean().default(false),
  /** mergekit's own options by its own names: allow_crimes, lora_merge_cache, trust_remote_code … */
  mergekit: z.record(z.string(), z.union([z.string(), z.int(), z.boolean()])).default({}),
})
export type MergeRequest = Frozen<z.infer<typeof mergeRequest>>

/** One record of the vocabulary audit, of a merge that reads no log. */
export const heardRecord = auditRecord.omit({ code: true })

export const mergeReply = z.object({
  /** Every tensor as planned and written. */
  tensors: z.array(mergedTensor),
  /** sha256 of each weight file. */
  files: z.record(z.string(), z.string()),
  /** sha256 of the bytes of each tensor, where the audit is full. */
  digests: z.record(z.string(), z.string()),
  records: z.array(heardRecord),
  /** What has to be told of the values, a record a tensor. */
  values: z.array(writtenValues),
  /** Rows of the output vocabulary; null when the config configures no tokenizer. */
  vocabulary: z.int().nullable(),
  /** How the rows of each vocabulary tensor were planned; none without the patch. */
  rows: z.array(plannedRows),
  versions: z.record(z.string(), z.string()),
  /** Seconds by part of the work: import, plan, tokenizer, layout, weights, files, class. */
  timings: z.record(z.string(), z.number()),
  /** Whether the class that config.json names has these tensors. */
  architecture,
  /** What each machine of a cluster has merged. */
  nodes: z.array(nodeShare),
})
