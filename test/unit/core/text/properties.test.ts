import { spawn } from 'node:child_process'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { beforeAll, expect, test } from 'vitest'
import { repositoryRoot } from '../../../support/python.ts'
import { properties } from '../../../support/text-properties.ts'

/** Far beyond what all of them take; only what never ends gets there. In a process that can be ended. */
const endMs = 240_000

const told = new Map<string, string | null>()
beforeAll(async () => {
  const program = fileURLToPath(new URL('../../../support/text-properties.ts', import.meta.url))
  const child = spawn(process.execPath, ['--import', 'tsx', program], {
    cwd: repositoryRoot,
    stdio: ['ignore', 'pipe', 'inherit'],
    timeout: endMs,
    killSignal: 'SIGKILL',
  })
  for (const line of (await text(child.stdout)).split('\n').filter(Boolean)) {
    const { name, problem } = JSON.parse(line) as { name: string; problem: string | null }
    told.set(name, problem)
  }
}, endMs + 20_000)

test.each(Object.keys(properties))('%s', (name) => {
  expect(told.has(name), 'it never ended, or one before it did not').toBe(true)
  expect(told.get(name)).toBeNull()
})
