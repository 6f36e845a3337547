import { createHash } from 'node:crypto'
import { readdir, rm } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { keptRecordsFolder } from '../../adapters/files/path/folders.ts'
import { realOrSame } from '../../adapters/files/path/real-path.ts'
import { makeFolder } from '../../adapters/files/write/make-folder.ts'
import { writeWhole } from '../../adapters/files/write/write-whole.ts'
import type { RunResult } from '../../core/contract/run.ts'

const nameOf = (address: string): string => createHash('sha256').update(address).digest('hex').slice(0, 32)

/** The folder with a copy of the record of a run whose output went to an address: who lists it asks no storage. */
export const keptRecordOf = (env: NodeJS.ProcessEnv, address: string): string =>
  join(keptRecordsFolder(env), nameOf(address))

/** Keeps a copy of the record, which tells from where the run was made. Throws the errors of writing. */
export async function keepRecord(env: NodeJS.ProcessEnv, address: string, result: RunResult): Promise<void> {
  const folder = keptRecordOf(env, address)
  await makeFolder(join(folder, 'mergescope'))
  const madeFrom = relative(await realOrSame(folder), process.cwd())
  await writeWhole(join(folder, 'mergescope', 'run.json'), JSON.stringify({ ...result, madeFrom }))
}

/** Removes the copies of all runs but those at these addresses. Never fails: what stays is small. */
export async function forgetOthers(env: NodeJS.ProcessEnv, addresses: readonly string[]): Promise<void> {
  const kept = new Set(addresses.map(nameOf))
  const there = await readdir(keptRecordsFolder(env)).catch(() => [])
  const removed = there.filter((name) => !kept.has(name))
  const remove = (name: string) => rm(join(keptRecordsFolder(env), name), { recursive: true, force: true })
  await Promise.allSettled(removed.map(remove))
}
