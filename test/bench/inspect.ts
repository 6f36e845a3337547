/**
 * Reads 15 donors of 12 B shape whose tokenizers all differ, and again with one tokenizer for all. Prints
 * seconds and peak memory of the whole process, start included. `npm run bench -- inspect`.
 */
import { spawnSync } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { nemoShape, writeSparseDonor } from '../support/sparse-donor.ts'
import { largeTokenizer } from './large-tokenizer.ts'

const donorCount = 15
const script = fileURLToPath(new URL('./inspect-donors.ts', import.meta.url))

const folder = await mkdtemp(join(tmpdir(), 'mergescope-bench-'))
try {
  const differing: string[] = []
  const same: string[] = []
  const common = largeTokenizer(0)
  for (let i = 0; i < donorCount; i++) {
    differing.push(await writeSparseDonor(join(folder, `d${i}`), nemoShape, largeTokenizer(i), 5))
    same.push(await writeSparseDonor(join(folder, `s${i}`), nemoShape, common, 5))
  }
  console.log(
    `${donorCount} donors of 12 B, tokenizers of ${(common.length / 1e6).toFixed(1)} MB, ${availableParallelism()} cores`,
  )
  for (const [what, folders] of [
    ['all tokenizers differ', differing],
    ['one tokenizer', same],
  ] as const)
    for (let round = 0; round < 3; round++) measure(what, folders)
} finally {
  await rm(folder, { recursive: true })
}

function measure(what: string, folders: readonly string[]): void {
  const start = performance.now()
  const { stdout, stderr, status } = spawnSync(process.execPath, ['--import', 'tsx', script, ...folders], {
    encoding: 'utf8',
  })
  if (status !== 0) throw new Error(stderr)
  const { peakMB, innerSeconds } = JSON.parse(stdout)
  const seconds = ((performance.now() - start) / 1000).toFixed(2)
  console.log(`${what}: ${seconds} s in all, ${innerSeconds.toFixed(2)} s of it reading; peak ${peakMB} MB`)
}
