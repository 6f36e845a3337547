/**
 * `mergescope inspect` of a merge of 15 donors of 12 B shape whose tokenizers all differ, then of 15 with one
 * tokenizer, then --help. Prints seconds, processor time and peak memory of the whole process, start included.
 * Aims on 2 cores: 2.5 s and 600 MB; 10 s beside Python's start with `--rehearse`; 0.3 s for --help.
 */
import { spawnSync } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { nemoShape, writeSparseDonor } from '../support/sparse-donor.ts'
import { largeTokenizer } from './large-tokenizer.ts'

const donorCount = 15
const rounds = 3
const main = fileURLToPath(new URL('../../src/main.ts', import.meta.url))
const hook = new URL('./print-usage.mjs', import.meta.url).href

const folder = await mkdtemp(join(tmpdir(), 'mergescope-bench-'))
try {
  const common = largeTokenizer(0)
  const differing = await makeMerge('differing', largeTokenizer)
  const same = await makeMerge('same', () => common)
  const size = (common.length / 1e6).toFixed(1)
  console.log(`${donorCount} donors of 12 B, tokenizers of ${size} MB, ${availableParallelism()} cores`)
  for (const [what, args] of [
    ['all tokenizers differ', ['inspect', differing, '--json', '--offline']],
    ['one tokenizer', ['inspect', same, '--json', '--offline']],
    ['rehearsed, all differ', ['inspect', differing, '--rehearse', '--json', '--offline']],
    ['rehearsed, one', ['inspect', same, '--rehearse', '--json', '--offline']],
    ['--help', ['--help']],
  ] as const)
    for (let round = 0; round < rounds; round++) await measure(what, args)
} finally {
  await rm(folder, { recursive: true })
}

/** Writes the donors and a config that merges them; returns the config's path. */
async function makeMerge(name: string, tokenizer: (seed: number) => string): Promise<string> {
  const donors: string[] = []
  for (let i = 0; i < donorCount; i++)
    donors.push(await writeSparseDonor(join(folder, `${name}-${i}`), nemoShape, tokenizer(i), 5))
  const models = donors.map((model) => ({ model, parameters: { weight: 1, density: 0.5 } }))
  const config = {
    merge_method: 'ties',
    base_model: donors[0],
    models,
    tokenizer: { source: 'union' },
    dtype: 'bfloat16',
  }
  const path = join(folder, `${name}.yml`)
  await writeFile(path, JSON.stringify(config))
  return path
}

async function measure(what: string, args: readonly string[]): Promise<void> {
  const usageFile = join(folder, 'usage.json')
  const start = performance.now()
  const { stderr, status } = spawnSync(
    process.execPath,
    ['--import', hook, '--import', 'tsx', main, ...args],
    {
      encoding: 'utf8',
      maxBuffer: 1 << 28,
      env: { ...process.env, USAGE_FILE: usageFile },
    },
  )
  const seconds = ((performance.now() - start) / 1000).toFixed(2)
  if (status !== 0 && status !== 3) throw new Error(`exit code ${status}\n${stderr}`)
  const { peakMB, cpuSeconds } = JSON.parse(await readFile(usageFile, 'utf8'))
  console.log(
    `${what}: ${seconds} s (${cpuSeconds.toFixed(2)} s of processor time), peak ${peakMB} MB, exit ${status}`,
  )
}
