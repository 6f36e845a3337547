import { expect, it } from 'vitest'
import { killAndFinish } from './kill.ts'

it('a download that is killed at 50 random moments finishes right', { timeout: 600_000 }, async () => {
  await expect(killAndFinish(50, Date.now())).resolves.toBeUndefined()
})
