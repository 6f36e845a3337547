// Runs set-up in a process of its own and prints its events: `node --import tsx setup-process.ts FOLDER LOCKS [tests|PART]`.
import process from 'node:process'
import type { OptionalPart } from '../../src/core/setup/events.ts'
import { setup } from '../../src/steps/environment/setup.ts'

const [folder = '', locks = '{}', extra] = process.argv.slice(2)
const job = setup({
  env: process.env,
  signal: new AbortController().signal,
  torch: 'auto',
  tests: extra === 'tests',
  ...(extra && extra !== 'tests' && { with: [extra as OptionalPart] }),
  again: false,
  folder,
  locks: JSON.parse(locks),
})
let step = await job.next()
for (; !step.done; step = await job.next()) process.stdout.write(`${JSON.stringify(step.value)}\n`)
process.stdout.write(`${JSON.stringify({ event: 'result', ...step.value })}\n`)
