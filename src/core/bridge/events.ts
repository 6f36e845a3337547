import { z } from 'zod'
import { log, progress } from '../contract/event.ts'
import { heardRecord } from './merge.ts'
import { tensorSums } from './sums.ts'

/** What Python tells while it works. */
export const pythonEvent = z.discriminatedUnion('event', [
  /** Something that takes a while and has no measure is beginning. */
  z.object({ event: z.literal('step'), title: z.string() }),
  /** How far it is, in bytes. */
  progress.omit({ unit: true }).extend({ event: z.literal('progress') }),
  /** The sums of a tensor that is done. */
  z.object({ event: z.literal('voice'), sums: tensorSums }),
  z.object({ event: z.literal('vocabulary-audit'), record: heardRecord }),
  log,
])
export type PythonEvent = z.infer<typeof pythonEvent>

/** What the bridge itself hears on the channel of events. */
export const signOfLife = z.discriminatedUnion('event', [
  /** Once a second, from a thread of its own: how long the work has not moved, and what Python holds. */
  z.object({ event: z.literal('heartbeat'), idleSeconds: z.number(), memoryBytes: z.int() }),
  /** Nothing of this call follows on the channel. */
  z.object({ event: z.literal('call-finished'), id: z.int() }),
])
