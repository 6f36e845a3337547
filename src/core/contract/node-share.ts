import { z } from 'zod'

/** What a machine of a cluster has merged. */
export const nodeShare = z.object({
  node: z.string(),
  shards: z.int(),
  /** Of the tensors in them. */
  bytes: z.int(),
})
export type NodeShare = z.infer<typeof nodeShare>
