import { randomUUID } from 'node:crypto'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { builtMain } from '../../support/build.ts'
import { processesWith } from '../../support/processes.ts'
import type { Terminal } from '../../support/terminal.ts'
import { expectRestored, keys, mouseModes, openScreens } from './session.ts'

let home = ''
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'tui-signals-'))
})
afterAll(() => rm(home, { recursive: true, force: true }))

let terminal: Terminal
afterEach(() => terminal?.kill())

/** The process that draws the screens. */
async function mainProcess(mark: string): Promise<number> {
  for (const id of await processesWith(mark)) {
    const command = await readFile(`/proc/${id}/cmdline`, 'utf8').catch(() => '')
    if (/^[^\0]*node\0/.test(command) && command.includes(builtMain)) return Number(id)
  }
  throw new Error('no process draws')
}

const open = (more: NodeJS.ProcessEnv = {}) => {
  terminal = openScreens(home, { HF_HUB_OFFLINE: '1', XDG_STATE_HOME: home, ...more })
  return terminal
}

/** What is kept of recipes that were not saved. */
async function drafts(state: string): Promise<string[]> {
  const folder = join(state, 'mergescope', 'drafts')
  const names = await readdir(folder).catch(() => [])
  return Promise.all(names.map((name) => readFile(join(folder, name), 'utf8')))
}

/** Screens on which a recipe was begun that is in no file, where it would be kept, and the process that draws them. */
async function unsaved() {
  const mark = randomUUID()
  const state = await mkdtemp(join(home, 'state-'))
  const { until, type } = open({ TUI_MARK: mark, XDG_STATE_HOME: state })
  await until(/press n/)
  type('n')
  await until(/no donors yet: press a/)
  type(`a./my-donor${keys.enter}`)
  await until(/my-donor +(reading|unreadable)/)
  return { state, id: await mainProcess(`TUI_MARK=${mark}`), mark: `TUI_MARK=${mark}` }
}

test.each([
  ['SIGTERM', 143],
  ['SIGHUP', 129],
  ['SIGINT', 130],
] as const)('%s gives the terminal back, and what is not saved is kept', async (signal, code) => {
  const { state, id } = await unsaved()
  process.kill(id, signal)
  expect(await terminal.ended).toBe(code)
  expectRestored(terminal)
  expect(terminal.screen()).not.toMatch(/\n\s+at /)
  expect(await drafts(state)).toEqual([expect.stringContaining('./my-donor')])
})

test('what is not saved is kept when the window is closed', async () => {
  const { state, mark } = await unsaved()
  terminal.close()
  await expect.poll(() => processesWith(mark), { timeout: 60_000, interval: 100 }).toEqual([])
  expect(await drafts(state)).toEqual([expect.stringContaining('./my-donor')])
})

test('an error that nobody caught gives the terminal back', async () => {
  const trigger = join(home, 'trigger')
  const fault = `import { existsSync } from 'node:fs'
setInterval(() => { if (existsSync(${JSON.stringify(trigger)})) throw new Error('a fault of the test') }, 50)`
  const { until, raw, ended, screen } = open({
    TMUX: '/tmp/tmux',
    NODE_OPTIONS: `--import data:text/javascript,${encodeURIComponent(fault)}`,
  })
  await until(/press n/)
  expect(mouseModes(raw())).toEqual(['1000', '1006'])
  await writeFile(trigger, '')
  expect(await ended).not.toBe(0)
  expectRestored(terminal)
  expect(screen()).toMatch(/a fault of the test/)
})

/** A turn of the wheel, and a click, as terminals tell of them when asked for mode 1006. */
const [wheelUp, wheelDown, click] = ['\u001b[<64;10;5M', '\u001b[<65;10;5M', '\u001b[<0;10;5M\u001b[<0;10;5m']

test.each([
  ['tmux', '/tmp/tmux', ['1000', '1006']],
  ['any other terminal', undefined, ['1007']],
])('the wheel moves in %s, and is never text in a field', async (_name, tmux, modes) => {
  const { until, type, raw, ended } = open({ TMUX: tmux })
  await until(/press n/)
  expect(mouseModes(raw())).toEqual(modes)
  type('na')
  await until(/a folder, a Hub id, or a \.yml file/)
  type(`${wheelDown}${click}${wheelUp}org/x`)
  await until(/ org\/x/)
  expect(terminal.screen()).not.toMatch(/\[<|;5M/)
  type(keys.esc)
  await until(/a add/)
  type(':')
  const list = (await until(/^›/m)).split('\n')
  const first = list.findIndex((line) => line.startsWith('›'))
  type(wheelDown)
  const fourth = list[first + 3]!.trim().slice(0, 5)
  await until(new RegExp(`^› +${fourth}`, 'm'))
  type(`${click}${wheelUp}`)
  await until(new RegExp(`^${list[first]!.slice(0, 14)}`, 'm'))
  type(keys.ctrlC)
  expect(await ended).toBe(0)
  expectRestored(terminal)
})

test('ctrl-z is no key, so nothing is left behind half drawn', async () => {
  const { until, type, ended } = open()
  await until(/press n/)
  type('\u001a')
  type('n')
  await until(/\[2 Donors\]/)
  type(keys.ctrlC)
  expect(await ended).toBe(0)
  expectRestored(terminal)
})

test('keys that are typed before the first frame do not stand in it, and are not lost', async () => {
  const { until, type, screen, ended } = open()
  // Of no meaning to Home, and echoed by the terminal while nobody reads them.
  const typing = setInterval(() => type('zz'), 10)
  await until(/press n/).finally(() => clearInterval(typing))
  expect(screen().split('\n')[0]).toMatch(
    /^mergescope +\[1 Home\] 2 Donors {2}3 Recipe {2}4 Run {2}5 Result$/,
  )
  type('n')
  await until(/\[2 Donors\]/)
  type(keys.ctrlC)
  expect(await ended).toBe(0)
  expectRestored(terminal)
})

test('read aloud: each screen as lines of text, the keys last, and no control of colour or place in them', async () => {
  const { until, type, ended } = open({ INK_SCREEN_READER: 'true', NO_COLOR: '1' })
  const homeScreen = await until(/press n/)
  expect(homeScreen).toMatch(/\[1 Home\][\s\S]*recent runs[\s\S]*q quit/)
  type('n')
  expect(await until(/\[2 Donors\]/)).toMatch(/no donors yet: press a[\s\S]*q quit/)
  type('?')
  expect(await until(/keys of donors/)).toMatch(/a +add/)
  type(keys.ctrlC)
  expect(await ended).toBe(0)
  expectRestored(terminal)
})
