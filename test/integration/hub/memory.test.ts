import { spawn } from 'node:child_process'
import { randomFillSync } from 'node:crypto'
import { once } from 'node:events'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { expect, it } from 'vitest'
import { repositoryRoot } from '../../support/python.ts'
import { attempt, quick } from './harness.ts'

const fileBytes = 60_000_000
// Files of this process share it with other tests, and what is no longer needed goes when the collector comes by.
const mostBufferBytes = 2 * fileBytes

it('four files at once are never in memory: buffers stay below half of them', async () => {
  const home = await mkdtemp(join(tmpdir(), 'mergescope-memory-'))
  const folder = join(home, 'repo')
  await mkdir(folder)
  await writeFile(join(folder, 'config.json'), '{}')
  const bytes = Buffer.alloc(fileBytes)
  for (let file = 1; file <= 4; file++)
    await writeFile(join(folder, `model-${file}.safetensors`), randomFillSync(bytes, 0, 1000))
  // A server of its own: its buffers must not count as ours.
  const server = spawn(
    process.execPath,
    ['--import', 'tsx', 'test/support/local-hub/main.ts', `org/big=${folder}`],
    { cwd: repositoryRoot, stdio: ['ignore', 'pipe', 'inherit'] },
  )
  try {
    const [address] = (await once(server.stdout, 'data')) as [Buffer]
    const before = process.memoryUsage().arrayBuffers
    let most = 0
    const watch = setInterval(() => {
      most = Math.max(most, process.memoryUsage().arrayBuffers - before)
    }, 5)
    const env = { HOME: home, HF_ENDPOINT: address.toString().trim() }
    const { code, result } = await attempt(['org/big'], {
      ...quick,
      cache: join(home, 'hub'),
      env,
      limits: {},
    })
    clearInterval(watch)
    expect(code).toBeNull()
    expect(result!.transferredBytes).toBe(4 * fileBytes + 2)
    expect(most).toBeGreaterThan(0)
    expect(most).toBeLessThan(mostBufferBytes)
  } finally {
    server.kill()
    await rm(home, { recursive: true })
  }
})
