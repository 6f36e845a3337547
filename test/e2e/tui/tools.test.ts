import { randomUUID } from 'node:crypto'
import { chmod, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type MergeLab, mergeLab } from '../../support/merge-lab.ts'
import { processesWith } from '../../support/processes.ts'
import type { Terminal } from '../../support/terminal.ts'
import { expectRestored, keys, mouseModes, openScreens } from './session.ts'

let lab: MergeLab
let home = ''
const mark = randomUUID()
const paste = { begin: '\u001b[200~', end: '\u001b[201~' }
let terminal: Terminal
beforeAll(async () => {
  lab = await mergeLab('patched')
  home = await mkdtemp(join(tmpdir(), 'tui-tools-'))
  await program('xdg-open', 'printf %s "$1" > "$TOOLS/opened"')
  await program(
    'editor',
    `cat > "$TOOLS/seen" < "$1"; printf "EDITING\\n"
if grep -q slip "$1"; then sed -i /slip/d "$1"
elif [ -e "$TOOLS/slip" ]; then echo "models: [slip" >> "$1"; rm "$TOOLS/slip"; fi
sed -i "s/weight: 0.2/weight: 0.9/" "$1"`,
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

function open(more: NodeJS.ProcessEnv = {}, folder = lab.folder): Terminal {
  terminal = openScreens(folder, {
    ...lab.env,
    PATH: `${home}${delimiter}${process.env.PATH}`,
    TOOLS: home,
    VISUAL: undefined,
    EDITOR: 'editor',
    DISPLAY: ':7',
    XDG_STATE_HOME: home,
    TUI_MARK: mark,
    ...more,
  })
  return terminal
}

/** Moves to the row of the form that begins with these words. */
async function toRow({ type, until }: Terminal, label: RegExp): Promise<void> {
  const cursor = () => /^›.*/m.exec(terminal.screen())?.[0]
  for (let step = 0; step < 20; step++) {
    if (new RegExp(`^›${label.source}`, 'm').test(terminal.screen())) return
    const before = cursor()
    type(keys.down)
    // The next key only once this one is seen; at the end of the form nothing is to be seen.
    for (let wait = 0; wait < 400 && cursor() === before; wait++)
      await new Promise((settle) => setTimeout(settle, 25))
  }
  await until(new RegExp(`^›${label.source}`, 'm'))
}

/** Loads merge.yml where these keys ask for a donor or a config, and goes to the recipe. */
async function loadRecipe(asking: string, { type, until }: Terminal): Promise<void> {
  type(`${asking}merge.yml${keys.enter}`)
  await until(/loaded merge\.yml[\s\S]*a add/)
  type('3')
  await until(/donors\/base +0\.2/)
}

const commented = `# My recipe
dtype: bfloat16 # as the donors
merge_method: linear
base_model: donors/base
models:
  # the quiet one
  - {model: donors/base, parameters: {weight: 0.2}}   # was more
  - model: donors/full
parameters: {weight: 0.4} # for all
tokenizer: {source: union}
`

test('the recipe in an editor, saved and loaded; two runs, compared; drill-down, report, copied commands, log filter, help', async () => {
  const app = open({ TMUX: '/tmp/tmux' })
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

  // A slip is no loss: the text is kept, and the editor gets it again.
  await writeFile(join(home, 'slip'), '')
  type('e')
  await until(/\? Back to the editor\?[\s\S]*n no/)
  type('n')
  await until(/\(r run\)/)
  type('q')
  await until(/not saved in merge\.yml[\s\S]*n stay/)
  type('n')
  type('e')
  await until(/donors\/base +0\.9[\s\S]*u undo/)
  expect(await readFile(join(home, 'seen'), 'utf8')).toMatch(/weight: 0\.9[\s\S]*slip/)
  type('u')
  await until(/donors\/base +0\.2[\s\S]*U redo/)
  type('e')
  await until(/donors\/base +0\.9/)
  expect(await readFile(join(home, 'seen'), 'utf8')).toMatch(/merge_method: linear[\s\S]*weight: 0\.2/)
  // The editor had the real screen: ours was left for it and taken again.
  expect(raw()).toMatch(/\u001b\[\?1049l[\s\S]*EDITING[\s\S]*\u001b\[\?1049h/)
  expect(mouseModes(raw().slice(0, raw().indexOf('EDITING')))).toEqual([])
  expect(mouseModes(raw())).toEqual(['1000', '1006'])

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
  await until(/layer 0 +\d+ /)
  type(keys.enter)
  await until(/› layer 0\n[\s\S]*self_attn\.q_proj +\d+ /)
  type(keys.enter)
  await until(/› layer 0 › model\.layers\.[\s\S]*donors\/full: +█*\S* +share +\d+\.\d %, norm/)
  type(keys.esc)
  await until(/› layer 0$/m)
  type(`${keys.tab}${keys.tab}${keys.tab}`)
  const compared = await until(/\[compare\][\s\S]*was \S+second/)
  expect(compared).toMatch(/donors\/full: +[\d.]+ % → [\d.]+ %, [+-]\d+\.\d points/)

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
  const app = open(
    { EDITOR: 'broken-editor', DISPLAY: undefined, WAYLAND_DISPLAY: undefined, BROWSER: undefined },
    lab.path('donors'),
  )
  const { until, type, ended } = app
  await until(/\S*\/first +\w+/)
  type(keys.enter)
  await until(/share of voice, \w+, measured from/)
  type('o')
  await until(/no desktop to open it on: \S+/)
  // Its recipe names donors/full, and the screens are open inside of donors.
  type('2')
  await until(/✓ \.\/full +MistralForCausalLM/)
  type('3e')
  expect(await until(/the editor \(broken-editor\) ended with 3/)).toMatch(/\.\/base +0\.2/)
  type('q')
  expect(await ended).toBe(0)
  expectRestored(terminal)
})

test('comments survive an edit; pasted names arrive with their spaces; what is not saved is asked about, and found again after a crash', async () => {
  await writeFile(lab.path('mine.yml'), commented)
  const first = open()
  await first.until(/press n/)
  first.type(`namine.yml${keys.enter}`)
  await first.until(/loaded mine\.yml[\s\S]*a add/)
  first.type('3')
  expect(await first.until(/donors\/base +0\.2/)).toMatch(/donors\/full +\(0\.4\)/)
  await toRow(first, /. donors\/base/)
  first.type(`${keys.enter}0.3${keys.enter}`)
  await first.until(/donors\/base[ ›]+0\.3/)
  await toRow(first, /. whole merge/)
  first.type(`${keys.enter}0.5${keys.enter}`)
  await first.until(/donors\/full +\(0\.5\)/)
  first.type('u')
  await first.until(/donors\/full +\(0\.4\)/)
  first.type('s')
  await first.until(/saved mine\.yml/)
  const saved = commented.replace('weight: 0.2', 'weight: 0.3')
  expect(await readFile(lab.path('mine.yml'), 'utf8')).toBe(saved)

  first.type('2')
  await first.until(/a add/)
  first.type(`${paste.begin}'./two words'\r\n./my\\ model${paste.end}`)
  expect(await first.until(/2 donors added/)).toMatch(
    /\.\/two words +(reading|unreadable)[\s\S]*\.\/my model/,
  )
  await first.until(/✗ \.\/my model +unreadable/)
  first.type('d')
  await first.until(/\.\/my model removed: u brings it back/)
  first.type('u')
  await first.until(/✗ \.\/my model/)
  await rename(lab.path('donors/ghost'), lab.path('my model'))
  first.type('r')
  await first.until(/! \.\/my model +MistralForCausalLM/)
  first.type(keys.ctrlC)
  await first.until(/\? The recipe is not saved in mine\.yml\. Leave it\?/)
  first.type('n')
  await first.until(/a add/)
  await new Promise((settle) => setTimeout(settle, 1000))
  for (const id of await processesWith(`TUI_MARK=${mark}`)) process.kill(Number(id), 'SIGKILL')

  const second = open()
  await second.until(/unsaved recipe of mine\.yml was kept: press r/)
  second.type('r3')
  expect(await second.until(/two words/)).toMatch(/# My recipe[\s\S]*donors\/base +0\.3/)
  second.type('s')
  await second.until(/saved mine\.yml|exists and holds something else/)
  second.type('q')
  await second.until(/s save it first/)
  second.type('y')
  expect(await second.ended).toBe(0)
  expectRestored(second)
  expect(await readFile(lab.path('mine.yml'), 'utf8')).toBe(saved)
})

test('a command has the terminal until a key, again and again; what asks for it is not left on the screen of the shell', async () => {
  const { until, type, ended, screen } = open()
  await until(/press n/)
  const answers = [keys.enter, keys.esc, 'q', keys.up]
  for (const key of answers) {
    type(':patch status')
    await until(/^commands\n› +patch status$/m)
    type(keys.enter)
    await until(/exit code \d+\. Any key goes back/)
    type(key)
    await until(/press n/)
  }
  type('q')
  expect(await ended).toBe(0)
  expect(screen().match(/\$ mergescope patch status/g)).toHaveLength(answers.length)
  expect(screen()).not.toMatch(/goes back|\^\[/)
})
