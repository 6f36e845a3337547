import { existsSync, readdirSync } from 'node:fs'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { startLocalHub } from '../../support/local-hub/start.ts'
import { attempt, donor, expectNothingWrong, expectWhole, quick, wholeDonor } from './harness.ts'
import { killAndFinish, startDownload } from './kill.ts'

it('a download that is killed with -9 at 5 moments finishes right', async () => {
  await killAndFinish(5, 6)
})

it('two processes share one download: both are right, the file comes once', async () => {
  const hub = await startLocalHub({
    repos: { 'org/a': { files: donor } },
    faults: [{ kind: 'slow', at: 'cdn', value: 1500 }],
  })
  const home = await mkdtemp(join(tmpdir(), 'mergescope-two-'))
  const cache = join(home, 'hub')
  const env = { HOME: home, HF_ENDPOINT: hub.url, HF_HUB_CACHE: cache }
  try {
    const both = [startDownload(['org/a', '--json'], env), startDownload(['org/a', '--json'], env)]
    expect(await Promise.all(both.map(({ exit }) => exit))).toEqual([0, 0])
    const outcomes = both.map((child) => {
      const result = JSON.parse(child.stdout().trim().split('\n').at(-1)!)
      expect(result).toMatchObject({ schema: 1, event: 'result', verdict: 'ok', error: null })
      return result.result.models[0].files.at(-1).outcome
    })
    expect(outcomes.sort()).toEqual(['cached', 'downloaded'])
    expect(hub.log.filter(({ origin }) => origin === 'cdn').length).toBe(1)
    expectNothingWrong(cache)
    expectWhole(await attempt(['org/a'], { ...quick, cache, env }), wholeDonor)
  } finally {
    await hub.close()
    await rm(home, { recursive: true })
  }
})

it('the token stands neither in the command line nor in anything the process writes', async () => {
  const token = 'hf_secretOfTheProcessTest'
  const hub = await startLocalHub({
    token,
    repos: { 'org/a': { files: donor, private: true } },
    faults: [{ kind: 'slow', at: 'cdn', value: 3000 }],
  })
  const home = await mkdtemp(join(tmpdir(), 'mergescope-token-'))
  try {
    const env = { HOME: home, HF_ENDPOINT: hub.url, HF_TOKEN: token }
    const child = startDownload(['org/a', '-v'], env)
    const commandLine = await readFile(`/proc/${child.process.pid}/cmdline`, 'utf8').catch(() => '')
    expect(await child.exit).toBe(0)
    expect(commandLine + child.stdout() + child.stderr()).not.toContain(token)
    for (const entry of readdirSync(home, { recursive: true, withFileTypes: true }))
      if (entry.isFile())
        expect(await readFile(join(entry.parentPath, entry.name), 'latin1')).not.toContain(token)
  } finally {
    await hub.close()
    await rm(home, { recursive: true })
  }
})

it('Ctrl-C ends it with 130 at once, and what was received stays', async () => {
  const hub = await startLocalHub({
    repos: { 'org/a': { files: donor } },
    faults: [{ kind: 'slow', at: 'cdn', value: 1000 }],
  })
  const home = await mkdtemp(join(tmpdir(), 'mergescope-stop-'))
  try {
    const child = startDownload(['org/a', '--json'], { HOME: home, HF_ENDPOINT: hub.url })
    const blobs = join(home, '.cache/huggingface/hub/models--org--a/blobs')
    // That of the weights: a small file is whole before the signal arrives.
    const hasPart = () =>
      existsSync(blobs) && readdirSync(blobs).some((name) => /^[\da-f]{64}\b.*\.part$/.test(name))
    while (!hasPart()) await new Promise((resolve) => setTimeout(resolve, 20))
    child.process.kill('SIGINT')
    expect(await child.exit).toBe(130)
    expect(hasPart()).toBe(true)
    const last = JSON.parse(child.stdout().trim().split('\n').at(-1)!)
    expect(last).toMatchObject({ event: 'result', verdict: 'cancelled', error: { code: 'cancelled' } })
  } finally {
    await hub.close()
    await rm(home, { recursive: true })
  }
})
