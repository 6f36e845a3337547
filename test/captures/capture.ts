/**
 * Captures the five screens for the README, from a real terminal's buffer during a real session with twelve small
 * donors:
 *
 *     node --import tsx test/captures/capture.ts
 */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import build from '../support/build.ts'
import { mergekitCopy } from '../support/mergekit-copy.ts'
import { repositoryRoot } from '../support/python.ts'
import { openTerminal } from '../support/terminal.ts'
import { svgOf } from './svg.ts'
import { twelveDonors } from './twelve.ts'

const [columns, rows] = [100, 30]
const screens = join(repositoryRoot, 'docs', 'screens')
await mkdir(screens, { recursive: true })
await build()
const folder = await twelveDonors()
const mergekit = await mergekitCopy()
const home = await mkdtemp(join(tmpdir(), 'capture-'))
const terminal = openTerminal([], {
  columns,
  rows,
  cwd: folder,
  env: {
    ...process.env,
    MERGESCOPE_PYTHON: mergekit.target.python,
    HF_HUB_OFFLINE: '1',
    XDG_STATE_HOME: home,
    FORCE_COLOR: '1',
    COLORTERM: 'truecolor',
    NO_COLOR: undefined,
  },
})
const { until, type } = terminal
const capture = async (name: string, title: string) => {
  await new Promise((settle) => setTimeout(settle, 300))
  await writeFile(join(screens, `${name}.svg`), svgOf(terminal.buffer(), columns, rows, title))
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
