/**
 * How fast `mergescope audit` reads a log, against a reader that only cuts it into lines, in the same run; and the
 * memory that it takes for a small and a large log.
 *
 *     node --import tsx test/bench/audit.ts [MB of the large log, default 500]
 */
import { spawnSync } from 'node:child_process'
import { createReadStream } from 'node:fs'
import { mkdtemp, open, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { AuditLogParser } from '../../src/core/audit-log/parser.ts'

const readers = {
  async audit(path: string): Promise<number> {
    const parser = new AuditLogParser()
    let records = 0
    for await (const chunk of createReadStream(path, { encoding: 'utf8', highWaterMark: 1 << 18 }))
      for (const _ of parser.push(chunk as string)) records += 1
    for (const _ of parser.end()) records += 1
    return records
  },
  async lines(path: string): Promise<number> {
    let lines = 0
    for await (const _ of createInterface({ input: createReadStream(path, { highWaterMark: 1 << 18 }) }))
      lines += 1
    return lines
  },
}

/** What a merge logs: bars, warnings of others, and one audit line in forty. */
async function writeLog(path: string, megabytes: number): Promise<void> {
  const audit = (id: number) =>
    `WARNING:mergekit.tokenizer:[VOCAB AUDIT] Model 'org/donor-${id % 15}' is missing token '<|t${id % 50}|>' (ID: ${131072 + (id % 50)}). Donor size: 131072, Requested Index: ${131072 + (id % 50)}. Skipping.\n`
  const noise = (id: number) =>
    `2026-03-01 12:00:00,123 - INFO - Executing graph:  45%|████▌     | ${id}/900000 [00:01<00:01,  4.1it/s] model.layers.${id % 40}.mlp.gate_proj.weight\n`
  const block = Array.from({ length: 4000 }, (_, id) => (id % 40 === 0 ? audit(id) : noise(id))).join('')
  const file = await open(path, 'w')
  try {
    for (let written = 0; written < megabytes * 1e6; written += Buffer.byteLength(block))
      await file.write(block)
  } finally {
    await file.close()
  }
}

async function child(reader: keyof typeof readers, path: string): Promise<void> {
  const began = performance.now()
  const count = await readers[reader](path)
  const seconds = (performance.now() - began) / 1000
  process.stdout.write(JSON.stringify({ count, seconds, peak: process.resourceUsage().maxRSS / 1024 }))
}

async function main(largest: number): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'mergescope-audit-'))
  try {
    for (const megabytes of [50, largest]) {
      const path = join(folder, 'merge.log')
      await writeLog(path, megabytes)
      for (const reader of ['lines', 'audit'] as const) {
        const args = ['--import', 'tsx', fileURLToPath(import.meta.url), '--read', reader, path]
        const { stdout } = spawnSync(process.execPath, args, { encoding: 'utf8' })
        const { count, seconds, peak } = JSON.parse(stdout)
        const rate = (megabytes / seconds).toFixed(0).padStart(5)
        console.log(
          `${megabytes} MB ${reader.padEnd(6)} ${rate} MB/s, peak ${peak.toFixed(0)} MB, ${count} found`,
        )
      }
    }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

const [flag, reader, path] = process.argv.slice(2)
if (flag === '--read') await child(reader as keyof typeof readers, path!)
else await main(Number(flag ?? 500))
