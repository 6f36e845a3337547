import { z } from 'zod'
import { mergePlan } from '../contract/merge-plan.ts'
import { architecture } from './architecture.ts'

export const planReply = mergePlan.extend({
  /** Seconds by part of the work. */
  timings: z.record(z.string(), z.number()),
  /** Whether the class that config.json names has these tensors. */
  architecture,
})
