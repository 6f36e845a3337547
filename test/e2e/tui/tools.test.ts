import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type MergeLab, mergeLab } from '../../support/merge-lab.ts'
import type { Terminal } from '../../support/terminal.ts'
import { expectRestored, keys, openScreens } from './session.ts'

let lab: MergeLab
let home = ''
let terminal: Terminal
beforeAll(async () => {
  lab = await mergeLab()
  home = await mkdtemp(join(tmpdir(), 'tui-tools-'))
  await program('xdg-open', 'printf %s "$1" > "$TOOLS/opened"')
  await program(
    'editor',
    'cat > "$TOOLS/seen" < "$1"; printf "EDITING\\n"; sed -i "s/weight: 0.2/weight: 0.9/" "$1"',
  )
  await program('broken-editor', 'exit 3')
})
afterAll(async () => {
  terminal?.kill()
  await lab?.remove()
  await rm(home, { recursive: true, force: true })
})

async function program(name: string, text: string): Promise<void> {
  await writeFile(join(home, name), `#!/bin/sh\n${text}\n`)
  await chmod(join(home, name), 0o755)
}

function open(more: NodeJS.ProcessEnv = {}): Terminal {
  terminal = openScreens(lab.folder, {
    ...lab.env,
    PATH: `${home}${delimiter}${process.env.PATH}`,
    TOOLS: home,
    VISUAL: undefined,
    EDITOR: 'editor',
    DISPLAY: ':7',
    XDG_STATE_HOME: home,
    ...more,
  })
  return terminal
}

/** Moves to the row of the form that begins with these words. */
async function toRow({ type, until }: Terminal, label: RegExp): Promise<void> {
  for (let step = 0; step < 20; step++) {
    if (new RegExp(`^›${label.source}`, 'm').test(terminal.screen())) return
    type(keys.down)
    await new Promise((settle) => setTimeout(settle, 120))
  }
  await until(new RegExp(`^›${label.source}`, 'm'), 1000)
}

/** Loads merge.yml where these keys ask for a donor or a config, and goes to the recipe. */
async function loadRecipe(asking: string, { type, until }: Terminal): Promise<void> {
  type(`${asking}merge.yml${keys.enter}`)
  await until(/loaded merge\.yml[\s\S]*a add/)
  type('3')
  await until(/weight: 0\.2/)
}

test('the recipe in an editor, saved and loaded; two runs, compared; drill-down, report, copied commands, log filter, help', async () => {
  const app = open()
  const { until, type, raw, ended } = app
  await until(/press n/)
  await loadRecipe('na', app)

  type('?')
  const help = await until(/keys of recipe/)
  for (const label of [
    'change',
    'default',
    'save',
    'load',
    'editor',
    'run',
    'donors',
    'help',
    'quit',
    'ctrl+c',
  ])
    expect(help).toMatch(new RegExp(`\\b${label.replace('+', '\\+')}\\b`))
  type(keys.esc)
  await until(/what it comes to/)

  type('e')
  await until(/weight: 0\.9/)
  expect(await readFile(join(home, 'seen'), 'utf8')).toMatch(/merge_method: linear[\s\S]*weight: 0\.2/)
  // The editor had the real screen: ours was left for it and taken again.
  expect(raw()).toMatch(/\u001b\[\?1049l[\s\S]*EDITING[\s\S]*\u001b\[\?1049h/)

  await toRow(app, /recipe file/)
  type(`${keys.enter}edited.yml${keys.enter}`)
  await until(/recipe file +edited\.yml/)
  type('s')
  await until(/saved edited\.yml/)
  expect(await readFile(lab.path('edited.yml'), 'utf8')).toMatch(/weight: 0\.9/)
  expect(await readFile(lab.path('merge.yml'), 'utf8')).toMatch(/weight: 0\.2/)
  await toRow({ ...app, type: () => type(keys.up) }, /output/)
  type(`${keys.enter}second${keys.enter}`)
  await until(/output +second/)

  type('r')
  await until(/\? Patch mergekit/)
  type('y')
  await until(/f log: everything/)
  type('f')
  await until(/f log: actions/)
  type('f')
  await until(/f log: warnings/)
  await until(/share of voice, \w+, measured from donors\/base/)

  type('2')
  await until(/a add/)
  await loadRecipe('a', app)
  await toRow(app, /output/)
  type(`${keys.enter}first${keys.enter}`)
  await until(/output +first/)
  await until(/it would run/)
  type('r')
  await until(/verify, report|f log/)
  await until(/first, .*checks: \d+ passed[\s\S]*measured from donors\/base/)

  type(keys.tab)
  await until(/layer 0 +[▒▓█░] +\d+/)
  type(keys.enter)
  await until(/› layer 0\n[\s\S]*self_attn\.q_proj +[▒▓█░] +\d+/)
  type(keys.enter)
  await until(/› layer 0 › model\.layers\.[\s\S]*donors\/full: share +\d+\.\d %, norm/)
  type(keys.esc)
  await until(/› layer 0$/m)
  type(`${keys.tab}${keys.tab}${keys.tab}`)
  const compared = await until(/\[compare\][\s\S]*with \S+second/)
  expect(compared).toMatch(/donors\/full: [\d.]+ %, was [\d.]+ % +[+-]\d+\.\d points/)

  type('o')
  await until(/opened/)
  expect(await readFile(join(home, 'opened'), 'utf8')).toBe(lab.path('first/mergescope/report.html'))
  type('c')
  await until(/copied/)
  const copied = raw().match(/\u001b\]52;c;([A-Za-z0-9+/=]+)\u0007/)?.[1]
  const commands = Buffer.from(copied ?? '', 'base64').toString('utf8')
  expect(commands).toMatch(/^mergescope inspect merge\.yml$/m)
  expect(commands).toMatch(/^mergescope run merge\.yml -o \S+first --overwrite$/m)
  type('q')
  expect(await ended).toBe(0)
  expectRestored(terminal)
})

test('an editor that fails changes nothing and is told; without a desktop the path of the report is told', async () => {
  const app = open({
    EDITOR: 'broken-editor',
    DISPLAY: undefined,
    WAYLAND_DISPLAY: undefined,
    BROWSER: undefined,
  })
  const { until, type, ended } = app
  await until(/\S*\/first +\w+/)
  type(keys.enter)
  await until(/share of voice, \w+, measured from/)
  type('o')
  await until(/no desktop to open it with: \S+/)
  type('2')
  await until(/a add/)
  await loadRecipe('a', app)
  type('e')
  expect(await until(/the editor \(broken-editor\) ended with 3/)).toMatch(/weight: 0\.2/)
  type('q')
  expect(await ended).toBe(0)
  expectRestored(terminal)
})
