/**
 * Captures the five screens for the README, from a real terminal's buffer during a real session with small
 * donors:
 *
 *     node --import tsx test/captures/capture.ts
 */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import build from '../support/build.ts'
import { mergeLab } from '../support/merge-lab.ts'
import { repositoryRoot } from '../support/python.ts'
import { openTerminal } from '../support/terminal.ts'
import { svgOf } from './svg.ts'

const [columns, rows] = [100, 28]
const folder = join(repositoryRoot, 'docs', 'screens')
await mkdir(folder, { recursive: true })
await build()
const lab = await mergeLab()
const home = await mkdtemp(join(tmpdir(), 'capture-'))
const terminal = openTerminal([], {
  columns,
  rows,
  cwd: lab.folder,
  env: { ...lab.env, XDG_STATE_HOME: home, FORCE_COLOR: '1', NO_COLOR: undefined },
})
const { until, type } = terminal
const capture = async (name: string, title: string) => {
  await new Promise((settle) => setTimeout(settle, 300))
  await writeFile(join(folder, `${name}.svg`), svgOf(terminal.buffer(), columns, rows, title))
}
const down = '\u001b[B'
const up = '\u001b[A'
try {
  await until(/press n/)
  type('n')
  await until(/press a/)
  type('a')
  await until(/a folder, a Hub id/)
  for (const donor of ['base', 'full', 'ghost']) {
    type(`donors/${donor}\r`)
    await until(new RegExp(`[✓!] donors/${donor} +Mistral`))
  }
  type('\u001b')
  await until(/! donors\/ghost +MistralForCausalLM/)
  await until(/a add/)
  type(`${up}${up}b${down}${down}`)
  await until(/donors\/base \(base\)/)
  await capture('donors', 'Donors: what each model is, and its ghost tokens')
  type('\r')
  await until(/it would run/)
  type('\r')
  await until(/merge method/)
  type(`${down.repeat(8)}\r`)
  await until(/‹ ties ›/)
  type(`${down}${down}\r0.7\r${down}\r0.4\r`)
  await until(/weight: 0\.4/)
  await until(/it would run.* MB/)
  await capture('recipe', 'Recipe: a form, its YAML, and what it comes to')
  type('r')
  await until(/\? Patch mergekit/)
  type('y')
  await until(/share of voice so far/)
  await capture('run', 'Run: stages, share of voice, log')
  await until(/measured from donors\/base/)
  await capture('result', 'Result: whose weights ended up in it')
  type('1')
  await until(/mergekit \S+, patched/)
  await capture('home', 'Home: recent runs, the environment, what to do next')
  type('q')
  await terminal.ended
} finally {
  terminal.kill()
  await lab.remove()
  await rm(home, { recursive: true, force: true })
}
