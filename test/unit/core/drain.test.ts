import { expect, test } from 'vitest'
import { drain, passing } from '../../../src/core/drain.ts'

/** Counts up to three, and notes that it was cleaned up. */
async function* counting(log: string[]): AsyncGenerator<number, string, void> {
  try {
    for (const number of [1, 2, 3]) yield number
    return 'counted'
  } finally {
    log.push('cleaned up')
  }
}

test('other events pass, and the result stays', async () => {
  const [log, seen]: [string[], number[]] = [[], []]
  const job = passing(counting(log), (event) => (event === 2 ? [] : [event, event * 10]))
  expect(await drain(job, (event) => seen.push(event))).toBe('counted')
  expect([seen, log]).toEqual([[1, 10, 3, 30], ['cleaned up']])
})

test('who stops listening stops the job, through every layer', async () => {
  const log: string[] = []
  const same = (event: number) => [event]
  for await (const event of passing(passing(counting(log), same), same)) if (event === 1) break
  expect(log).toEqual(['cleaned up'])
})

test('a job that fails fails for who listens, and what an event cannot become ends the job', async () => {
  const log: string[] = []
  const job = passing(counting(log), (event) => {
    if (event === 2) throw new Error('no')
    return [event]
  })
  await expect(drain(job)).rejects.toThrow('no')
  expect(log).toEqual(['cleaned up'])
})
