import { spawnSync } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import build, { builtMain } from '../support/build.ts'
import { mergekitCopy } from '../support/mergekit-copy.ts'
import { repositoryRoot, testPython } from '../support/python.ts'

const here = fileURLToPath(new URL('.', import.meta.url))
const makeInputs = `
import sys
from pathlib import Path
sys.path[:0] = sys.argv[1:3]
from cases import config_of
from donors import make_donors
folder = Path(sys.argv[3])
donors = make_donors(folder / "donors")
for method in sys.argv[4:]:
    (folder / f"{method}.yml").write_text(config_of(method, donors))
`

/**
 * `npm run bench -- whole [METHOD…]`: the whole process of a merge of three donors of 0.6 GB, from its start to its end:
 * mergekit-yaml without the patch against `mergescope run` with audit, checks and report. The same donors, interleaved, the
 * page cache warm; medians of seconds and their ratio.
 */
export async function whole(methods: readonly string[], repeats: number): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'bench-whole-'))
  const [stock, patched] = [
    await mergekitCopy(testPython(), 'pristine'),
    await mergekitCopy(testPython(), 'patched'),
  ]
  try {
    await build()
    const paths = [here, join(repositoryRoot, 'python')]
    run(testPython(), ['-c', makeInputs, ...paths, folder, ...methods])
    console.log(
      `${'method'.padEnd(17)}|${'stock s'.padStart(9)}|${'ours s'.padStart(9)}|${'ratio'.padStart(7)}`,
    )
    for (const method of methods) {
      const config = join(folder, `${method}.yml`)
      const out = join(folder, 'out')
      const seconds: { stock: number[]; ours: number[] } = { stock: [], ours: [] }
      for (let round = 0; round < repeats; round++) {
        seconds.stock.push(
          run(stock.target.python, ['-m', 'mergekit.scripts.run_yaml', config, out, '--no-copy-tokenizer']),
        )
        await rm(out, { recursive: true })
        seconds.ours.push(
          run(process.execPath, [builtMain, 'run', config, '-o', out, '--python', patched.target.python]),
        )
        await rm(out, { recursive: true })
      }
      const [theirs, ours] = [middle(seconds.stock), middle(seconds.ours)]
      const columns = [theirs.toFixed(1).padStart(9), ours.toFixed(1).padStart(9)]
      console.log(`${method.padEnd(17)}|${columns.join('|')}|${(theirs / ours).toFixed(1).padStart(7)}`)
    }
  } finally {
    await Promise.all([stock.remove(), patched.remove(), rm(folder, { recursive: true })])
  }
}

/** Seconds until the process has ended. */
function run(program: string, args: readonly string[]): number {
  const began = performance.now()
  const { status, stderr } = spawnSync(program, args, { encoding: 'utf8' })
  if (status !== 0)
    throw new Error(`${program} ${args.join(' ')} ended with ${status}:\n${stderr.slice(-2000)}`)
  return (performance.now() - began) / 1000
}

const middle = (values: readonly number[]) =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]!
