/**
 * Download against the Python client on the same local Hub: wall time, peak memory, and the rate of sha256.
 *
 *     node --import tsx test/bench/download.ts [GIGABYTES]
 *
 * The default is the 4 GB in three repositories of the requirement. mergescope verifies every byte, the
 * Python client compares sizes.
 */
import { execFileSync, spawn } from 'node:child_process'
import { createHash, randomFillSync } from 'node:crypto'
import { once } from 'node:events'
import { closeSync, openSync, writeSync } from 'node:fs'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { repositoryRoot, testPython } from '../support/python.ts'

const gigabytes = Number(process.argv[2] ?? 4)
const work = await mkdtemp(join(tmpdir(), 'mergescope-bench-'))
const repositories = ['bench/one', 'bench/two', 'bench/three']
/** Both clients fetch the same files: four at a time in ours, eight threads a repository in Python. */
const pythonDownload = `
import os
from concurrent.futures import ThreadPoolExecutor
from huggingface_hub import snapshot_download
with ThreadPoolExecutor(3) as pool:
    list(pool.map(snapshot_download, ${JSON.stringify(repositories)}))
`

try {
  // As it is installed: reading TypeScript takes memory of its own.
  execFileSync(process.execPath, ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.build.json'], {
    cwd: repositoryRoot,
  })
  await makeRepositories()
  const hub = spawn(
    process.execPath,
    [
      '--import',
      'tsx',
      'test/support/local-hub/main.ts',
      ...repositories.map((name) => `${name}=${join(work, name)}`),
    ],
    { cwd: repositoryRoot, stdio: ['ignore', 'pipe', 'inherit'] },
  )
  const [address] = (await once(hub.stdout, 'data')) as [Buffer]
  const endpoint = address.toString().trim()
  process.stdout.write(`${gigabytes} GB in ${repositories.length} repositories\n`)
  process.stdout.write(`plain sha256 in one thread   ${sha256Rate().toFixed(2)} GB/s\n`)
  for (let round = 1; round <= 2; round++) {
    await measure('mergescope', endpoint, process.execPath, ['dist/main.js', 'download', ...repositories])
    await measure('huggingface_hub', endpoint, testPython(), ['-c', pythonDownload])
  }
  hub.kill()
} finally {
  await rm(work, { recursive: true, force: true })
}

async function makeRepositories(): Promise<void> {
  const shards = 2
  const bytes = Math.round((gigabytes * 1e9) / repositories.length / shards)
  const block = Buffer.allocUnsafe(8_000_000)
  for (const name of repositories) {
    const folder = join(work, name)
    await mkdir(folder, { recursive: true })
    await writeFile(join(folder, 'config.json'), '{}')
    const map: Record<string, string> = {}
    for (let shard = 1; shard <= shards; shard++) {
      const file = `model-0000${shard}-of-0000${shards}.safetensors`
      map[`tensor-${shard}`] = file
      const descriptor = openSync(join(folder, file), 'w')
      for (let left = bytes; left > 0; left -= block.length) {
        randomFillSync(block, 0, 64)
        writeSync(descriptor, block, 0, Math.min(left, block.length))
      }
      closeSync(descriptor)
    }
    await writeFile(join(folder, 'model.safetensors.index.json'), JSON.stringify({ weight_map: map }))
  }
}

function sha256Rate(): number {
  const block = Buffer.alloc(1024 * 1024)
  const hash = createHash('sha256')
  const began = performance.now()
  for (let index = 0; index < 1000; index++) hash.update(block)
  hash.digest()
  return (1000 * block.length) / 1e6 / (performance.now() - began)
}

async function measure(name: string, endpoint: string, command: string, args: readonly string[]) {
  const home = join(work, 'home')
  const began = performance.now()
  const child = spawn(command, args, {
    cwd: repositoryRoot,
    stdio: ['ignore', 'ignore', 'pipe'],
    env: {
      PATH: process.env.PATH,
      HOME: home,
      HF_HOME: home,
      HF_ENDPOINT: endpoint,
      HF_HUB_DISABLE_XET: '1',
      HF_HUB_DISABLE_PROGRESS_BARS: '1',
      HF_HUB_DISABLE_TELEMETRY: '1',
    },
  })
  let complaint = ''
  child.stderr.on('data', (chunk: Buffer) => {
    complaint += chunk.toString()
  })
  let peak = 0
  let ticks = 0
  const watch = setInterval(async () => {
    const status = await readFile(`/proc/${child.pid}/status`, 'utf8').catch(() => '')
    peak = Math.max(peak, Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0))
    const times = await readFile(`/proc/${child.pid}/stat`, 'utf8').catch(() => '')
    const fields = times.slice(times.lastIndexOf(')') + 2).split(' ')
    ticks = Math.max(ticks, Number(fields[11] ?? 0) + Number(fields[12] ?? 0))
  }, 50)
  const [code] = (await once(child, 'exit')) as [number | null]
  clearInterval(watch)
  const seconds = (performance.now() - began) / 1000
  if (code !== 0) throw new Error(`${name} ended with ${code}: ${complaint}`)
  const rate = gigabytes / seconds
  // The kernel counts in hundredths of a second.
  const cells = [
    name.padEnd(16),
    `${seconds.toFixed(1)} s`.padStart(8),
    `${rate.toFixed(2)} GB/s`,
    `processor ${(ticks / 100).toFixed(1)} s`,
    `peak ${Math.round(peak / 1024)} MB`,
  ]
  process.stdout.write(`${cells.join('  ')}\n`)
  await rm(home, { recursive: true, force: true })
}
