import { execFile } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import build from '../support/build.ts'
import { processesWith } from '../support/processes.ts'
import { repositoryRoot, testPython } from '../support/python.ts'
import { openTerminal } from '../support/terminal.ts'

const makeDonors = `
import sys
from pathlib import Path
from mergescope.demo.model import Shape
from mergescope.demo.small import write_small
shape = Shape(hidden=1024, layers=8, heads=8, kv_heads=2, head_dim=128, intermediate=4096)
for n, name in enumerate(["base", "one", "two", "three"]):
    write_small(Path(sys.argv[1]) / name, shape=shape, moved=0.5 if n else 0.0, toward=n)
`
/** The kernel counts processor time in hundredths of a second. */
const ticksPerSecond = 100

/** Seconds of user and system time of the processes that run Node, from the kernel; Python's are left out. */
async function nodeSeconds(mark: string): Promise<number> {
  let ticks = 0
  for (const id of await processesWith(mark)) {
    const command = await readFile(`/proc/${id}/cmdline`, 'utf8').catch(() => '')
    const stat = await readFile(`/proc/${id}/stat`, 'utf8').catch(() => '')
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    if (/^[^\0]*node\0/.test(command)) ticks += Number(fields[11]) + Number(fields[12])
  }
  return ticks / ticksPerSecond
}

/** Merges four donors of 300 MB in the screens, in a real terminal; gives our share of one core meanwhile. */
export async function cpuShareOfARun(): Promise<{ readonly share: number; readonly seconds: number }> {
  const folder = await mkdtemp(join(tmpdir(), 'bench-tui-'))
  const mark = randomUUID()
  await build()
  try {
    await promisify(execFile)(testPython(), ['-c', makeDonors, folder], {
      env: { ...process.env, PYTHONPATH: join(repositoryRoot, 'python') },
    })
    const models = ['one', 'two', 'three'].map(
      (name) => `  - {model: ./${name}, parameters: {weight: 0.5, density: 0.6}}`,
    )
    const config = `merge_method: ties\nbase_model: ./base\nmodels:\n${models.join('\n')}\ntokenizer: {source: union}\ndtype: bfloat16\n`
    await writeFile(join(folder, 'merge.yml'), config)
    const { until, type, kill } = openTerminal([], {
      columns: 120,
      rows: 40,
      cwd: folder,
      env: { MERGESCOPE_PYTHON: testPython(), HF_HUB_OFFLINE: '1', XDG_STATE_HOME: folder, BENCH: mark },
    })
    try {
      await until(/press n/)
      type('na')
      await until(/a folder, a Hub id/)
      type('merge.yml\r')
      await until(/loaded merge\.yml[\s\S]*a add/)
      type('3')
      await until(/it would run/)
      type('r')
      await until(/ merge +ties, 4 models/)
      const began = performance.now()
      const before = await nodeSeconds(`BENCH=${mark}`)
      await until(/✓ merge|\[5 Result\]/)
      const seconds = (performance.now() - began) / 1000
      return { share: ((await nodeSeconds(`BENCH=${mark}`)) - before) / seconds, seconds }
    } finally {
      kill()
    }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
