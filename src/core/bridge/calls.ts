import { z } from 'zod'
import type { Frozen } from '../frozen.ts'
import { architecture } from './architecture.ts'
import { mergeReply, mergeRequest } from './merge.ts'
import { planReply } from './plan.ts'
import { deepValues } from './values.ts'

const folderOf = z.object({ name: z.string(), folder: z.string() })

const triedTokenizer = z.object({
  /** The error that loading or using it ended with. */
  problem: z.string().nullable(),
  /** null: the sample text came back as it was. */
  roundTrip: z.string().nullable(),
  /** Special tokens that do not map to one id and back. */
  brokenSpecials: z.array(z.string()),
  /** The error that the chat template ended with. */
  templateProblem: z.string().nullable(),
  /** The error that `generate` ended with. */
  replyProblem: z.string().nullable(),
  /** A greedy sample through the chat template; null without one. */
  reply: z.string().nullable(),
})

/** What transformers made of a model folder. */
const loadReport = z.object({
  architecture,
  /** null where transformers has no class for it, or refuses what config.json says. */
  loaded: z
    .object({
      parameters: z.int(),
      /** Weights that transformers had to make up. */
      missing: z.array(z.string()),
      /** One forward pass: what was put in (null: nobody here knows what it takes), its error, whether all is finite. */
      trial: z.object({ inputs: z.string().nullable(), problem: z.string().nullable(), finite: z.boolean() }),
      /** null: there is none that could be tried. */
      tokenizer: triedTokenizer.nullable(),
    })
    .nullable(),
})
export type LoadReport = Frozen<z.infer<typeof loadReport>>

/** What has to be there for a merge. */
export const mergeModules = ['mergekit', 'torch', 'transformers', 'safetensors']

/** Every function of Python that the bridge calls: where it is, what it needs, what it is asked and answers. */
export const pythonCalls = {
  /** Imports what every merge needs; nothing that the patch changes. */
  imports: {
    target: 'mergescope.merge.imports:imports',
    modules: mergeModules,
    request: z.null(),
    reply: z.null(),
  },
  merge: {
    target: 'mergescope.merge.run:merge',
    modules: mergeModules,
    request: mergeRequest,
    reply: mergeReply,
  },
  /** The merge, with all of it done but the values. */
  plan: {
    target: 'mergescope.merge.rehearse:plan',
    modules: mergeModules,
    request: mergeRequest,
    reply: planReply,
  },
  findDevice: {
    target: 'mergescope.engine.compute.find_device:check',
    modules: ['torch'],
    request: z.object({ device: z.string() }),
    reply: z.null(),
  },
  xray: {
    target: 'mergescope.xray.run:xray',
    modules: ['torch'],
    /** At least one donor with a base, at least two without. */
    request: z.object({ output: z.string(), base: folderOf.nullable(), donors: z.array(folderOf) }),
    /** How many tensors were measured; what was not, or in another way than usual. */
    reply: z.object({ tensors: z.int(), notes: z.array(z.string()) }),
  },
  /** A finished model into object storage. */
  upload: {
    target: 'mergescope.upload.run:upload',
    modules: ['obstore'],
    request: z.object({
      folder: z.string(),
      uri: z.string(),
      /** Path of a file that keeps what was uploaded so far. */
      record: z.string(),
      /** Whether what others have put there goes. */
      replace: z.boolean(),
    }),
    reply: z.object({ files: z.int(), bytes: z.int() }),
  },
  deep: {
    target: 'mergescope.verify.deep:deep',
    modules: ['torch'],
    /** Donors: folders that the values are compared with; may be empty. */
    request: z.object({ folder: z.string(), donors: z.array(z.string()) }),
    reply: deepValues,
  },
  load: {
    target: 'mergescope.verify.load:load',
    modules: ['torch', 'transformers'],
    /** Lead: the folder of the model whose config.json it has, where that is known. */
    request: z.object({ folder: z.string(), lead: z.string().nullable(), trust_remote_code: z.boolean() }),
    reply: loadReport,
  },
} as const

/** A function of Python as the bridge sees it. */
export interface PythonFunction<Request, Reply> {
  readonly target: string
  readonly modules: readonly string[]
  readonly request: z.ZodType<Request>
  readonly reply: z.ZodType<Reply>
}
