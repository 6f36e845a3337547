/**
 * Captures the five screens, from a real terminal's buffer during real sessions: for the README with twelve small donors,
 * and with fifteen at four sizes of the terminal, into docs/screens/sizes.
 *
 *     node --import tsx test/captures/capture.ts
 */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import build from '../support/build.ts'
import { mergekitCopy } from '../support/mergekit-copy.ts'
import { repositoryRoot } from '../support/python.ts'
import { openTerminal } from '../support/terminal.ts'
import { svgOf } from './svg.ts'
import { twelveDonors } from './twelve.ts'

interface Size {
  readonly columns: number
  readonly rows: number
}

const usual: Size = { columns: 100, rows: 30 }
const sizes: readonly Size[] = [
  { columns: 60, rows: 20 },
  { columns: 80, rows: 24 },
  { columns: 120, rows: 40 },
  { columns: 200, rows: 50 },
]
const screens = join(repositoryRoot, 'docs', 'screens')
await mkdir(join(screens, 'sizes'), { recursive: true })
await build()
await session([], [usual], (name) => `${name}.svg`)
await session(['latin', 'proofs', 'dialogues'], sizes, (name, size) =>
  join('sizes', `${name}-${size.columns}x${size.rows}.svg`),
)

/** From Home to a result and back. @param more donors beside the twelve @param shown sizes at which each screen is captured */
async function session(
  more: readonly string[],
  shown: readonly Size[],
  fileOf: (name: string, size: Size) => string,
): Promise<void> {
  const folder = await twelveDonors(more)
  const mergekit = await mergekitCopy()
  const home = await mkdtemp(join(tmpdir(), 'capture-'))
  const env = {
    ...process.env,
    MERGESCOPE_PYTHON: mergekit.target.python,
    HF_HUB_OFFLINE: '1',
    XDG_STATE_HOME: home,
    FORCE_COLOR: '1',
    COLORTERM: 'truecolor',
    NO_COLOR: undefined,
  }
  const terminal = openTerminal([], { ...usual, cwd: folder, env })
  const { until, type } = terminal
  const capture = async (name: string, title: string) => {
    for (const size of shown) {
      terminal.resize(size.columns, size.rows)
      await wait(300)
      const svg = svgOf(terminal.buffer(), size.columns, size.rows, title)
      await writeFile(join(screens, fileOf(name, size)), svg)
    }
    terminal.resize(usual.columns, usual.rows)
    await wait(100)
  }
  try {
    await until(/press n/)
    type('na')
    await until(/a folder, a Hub id/)
    type('merge.yml\r')
    await until(/! donors\/chatml-ghost +MistralForCausalLM/)
    await until(/a add/)
    await capture('donors', 'Donors: what each model is, and its ghost tokens')
    type('3')
    await until(/rehearsed: /)
    type('\u001b[B'.repeat(9))
    await until(/^› *\S* *donors\//m)
    await capture('recipe', 'Recipe: a form, its YAML, and what it comes to')
    type('r')
    await until(/\? Patch mergekit/)
    type('y')
    await until(/share of voice so far[\s\S]*layers\.4\./)
    await capture('run', 'Run: stages, share of voice, the tensors as they are merged')
    await until(/measured from donors\/base/)
    await capture('result', 'Result: whose weights ended up in it')
    type('1')
    await until(/mergekit \S+, patched/)
    await capture('home', 'Home: recent runs, the environment, what to do next')
    type('q')
    await terminal.ended
  } finally {
    terminal.kill()
    await mergekit.remove()
    await rm(folder, { recursive: true, force: true })
    await rm(home, { recursive: true, force: true })
  }
}
