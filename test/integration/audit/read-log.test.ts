import { spawn, spawnSync } from 'node:child_process'
import { appendFile, writeFile } from 'node:fs/promises'
import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { auditLog } from '../../../src/steps/results/audit.ts'
import { folderPerTest } from '../../support/temporary-folder.ts'

const record = (id: number) =>
  `[VOCAB AUDIT] Model 'm' is missing token 't' (ID: ${id}). Donor size: 4, Requested Index: ${id}. Skipping.\r\n`
const folder = folderPerTest()
const never = new AbortController().signal

async function idsOf(log: string, follow: boolean, signal: AbortSignal, each = (_id: number) => {}) {
  const ids: number[] = []
  for await (const { outputId } of auditLog({ log, follow, signal })) {
    ids.push(outputId!)
    each(outputId!)
  }
  return ids
}

/** A signal's reason, when it ends what is read. */
const asked = new Error('asked to end')

test('a log that PowerShell wrote reads like any other, and goes on like any other', async () => {
  const log = folder.path('merge.log')
  await writeFile(log, Buffer.from(`\ufeff${record(5)}`, 'utf16le'))
  expect(await idsOf(log, false, never)).toEqual([5])
  const stop = new AbortController()
  const ids = await idsOf(log, true, stop.signal, (id) => {
    if (id === 5) void appendFile(log, Buffer.from(record(6) + record(7), 'utf16le'))
    if (id === 7) stop.abort()
  })
  expect(ids).toEqual([5, 6, 7])
})

test('a pipe is read like a file, and waiting for it ends at once when it is asked to', async () => {
  const pipe = folder.path('pipe')
  spawnSync('mkfifo', [pipe])
  const writer = spawn('sh', ['-c', `exec > "$0"; printf '%s' "$1"; sleep 60`, pipe, record(5)])
  const stop = new AbortController()
  const seen: number[] = []
  const reading = idsOf(pipe, false, stop.signal, (id) => {
    seen.push(id)
    setImmediate(() => stop.abort(asked))
  })
  try {
    await expect(reading).rejects.toBe(asked)
    expect(seen).toEqual([5])
  } finally {
    writer.kill()
  }
})

test('a long log ends in the middle when it is asked to', async () => {
  const log = folder.path('merge.log')
  await writeFile(log, record(5).repeat(50_000))
  const stop = new AbortController()
  let seen = 0
  const reading = idsOf(log, false, stop.signal, () => {
    seen += 1
    setImmediate(() => stop.abort(asked))
  })
  await expect(reading).rejects.toBe(asked)
  expect(seen).toBeGreaterThan(0)
  expect(seen).toBeLessThan(50_000)
})

test('what is no text is named, with the command that makes text of it', async () => {
  const log = folder.path("a b's.log.gz")
  await writeFile(log, gzipSync(record(5)))
  await expect(idsOf(log, false, never)).rejects.toMatchObject({
    code: 'path-unusable',
    message: `${log} is compressed with gzip`,
    hint: expect.stringContaining('| mergescope audit -`'),
  })
  await writeFile(log, Buffer.from([0xff, 0xfe, 0, 0, 0x5b, 0, 0, 0]))
  await expect(idsOf(log, false, never)).rejects.toMatchObject({ message: `${log} is text in UTF-32` })
})
