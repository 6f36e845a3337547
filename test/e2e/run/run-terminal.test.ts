import { randomUUID } from 'node:crypto'
import { readdir } from 'node:fs/promises'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { columnsOf } from '../../../src/core/text/layout.ts'
import { type MergeLab, mergeLab, slowConfig } from '../../support/merge-lab.ts'
import { outliving } from '../../support/processes.ts'
import { openTerminal, type Terminal } from '../../support/terminal.ts'

let lab: MergeLab
beforeAll(async () => {
  lab = await mergeLab()
})
afterAll(() => lab?.remove())

let terminal: Terminal
afterEach(() => terminal?.kill())

const open = (
  args: readonly string[],
  {
    config = lab.config,
    ...more
  }: { config?: string; env?: NodeJS.ProcessEnv; columns?: number; rows?: number } = {},
) => {
  terminal = openTerminal(['run', config, ...args], {
    ...more,
    env: { ...lab.env, ...more.env },
    cwd: lab.folder,
  })
  return terminal
}

/** The terminal is as it was: main screen, visible cursor, line editing and echo on. */
function expectRestored({ raw, screen }: Terminal): void {
  const all = raw()
  expect(all.lastIndexOf('\u001b[?1049l')).toBeGreaterThanOrEqual(all.lastIndexOf('\u001b[?1049h'))
  expect(all.lastIndexOf('\u001b[?25h')).toBeGreaterThanOrEqual(all.lastIndexOf('\u001b[?25l'))
  const settings = screen().replaceAll('\n', '').split('left: ').at(-1)
  expect(settings).toMatch(/ icanon /)
  expect(settings).toMatch(/ echo /)
}

test('asks before it touches a foreign mergekit, and takes no for an answer', async () => {
  const { until, type, ended } = open(['-o', 'refused'])
  await until(/Patch mergekit [\s\S]*y yes · n no · esc cancel/)
  type('n')
  expect(await ended).toBe(5)
  expectRestored(terminal)
  expect(terminal.screen()).toContain('hint: add --apply-patch')
  expect(await lab.left()).toEqual([])
})

test.each([
  ['n', 'n\r', 5],
  ['Ctrl-D', '\u0004', 5],
  ['Ctrl-C', '\u0003', 130],
])('asks without the dashboard too, and takes %s for what it means', async (_, keys, code) => {
  const { until, type, ended } = open(['-o', 'refused', '--no-tui'])
  await until(/Patch mergekit [\s\S]*\[y\/N\]/)
  type(keys)
  expect(await ended).toBe(code)
  expectRestored(terminal)
  expect(await lab.left()).toEqual([])
})

test('shows a run live, follows a resize, and sums up on the main screen', async () => {
  const { until, type, resize, ended, screen } = open(['-o', 'out'])
  await until(/y yes · n no/)
  type('y')
  const live = await until(/^✓ inspect ([\d–✓])[\s\S]*esc cancel/m)
  expect(live).toMatch(/^mergescope run merge\.yml -o out +\d/)
  resize(60, 20)
  const narrow = await until(/─ log ─{53}$/m)
  for (const line of narrow.split('\n')) expect(columnsOf(line)).toBeLessThanOrEqual(60)
  resize(100, 30)
  expect(await ended).toBe(0)
  expectRestored(terminal)
  expect(screen()).toMatch(/✓ merge +\d+ tensors/)
  expect(screen()).toMatch(/share of voice, \w+, measured from donors\/base/)
  expect(screen()).toMatch(/result +out/)
  expect(await readdir(lab.path('out'))).toContain('model.safetensors')
})

test.each([
  ['esc', '\u001b'],
  ['Ctrl-C', '\u0003'],
])('%s in mid-merge stops it, cleans up and gives the terminal back', async (_, key) => {
  const before = await lab.left()
  const mark = `MERGESCOPE_TEST_MARK=${randomUUID()}`
  const [name, value] = mark.split('=') as [string, string]
  const { until, type, ended } = open(['-o', 'stopped', '--apply-patch'], { env: { [name]: value } })
  await until(/starting mergekit|planning|building the tokenizer|reading headers/)
  type(key)
  await until(/stopping:|cancelled/)
  expect(await ended).toBe(130)
  expectRestored(terminal)
  expect(await outliving(mark, 2000)).toEqual([])
  expect(await lab.left()).toEqual(before)
})

test('Ctrl-C twice ends at once', async () => {
  const { until, type, ended } = open(['-o', 'twice', '--apply-patch'])
  await until(/starting mergekit|planning|building the tokenizer|reading headers/)
  type('\u0003')
  await new Promise((settle) => setTimeout(settle, 350))
  type('\u0003')
  expect(await ended).toBe(130)
  expectRestored(terminal)
})

test('--no-tui shows bars that leave no trace', async () => {
  const config = await lab.writeConfig('slow.yml', slowConfig)
  const { ended, raw, screen } = open(['-o', 'bars', '--apply-patch', '--no-tui', '--no-color'], { config })
  expect(await ended).toBe(0)
  expect(raw()).toMatch(/merge +█*[▏▎▍▌▋▊▉]?·+ +\d+ %/)
  expect(raw()).not.toContain('\u001b[?1049h')
  expectRestored(terminal)
  expect(screen()).toMatch(/✓ merge +\d+ tensors/)
  expect(screen()).not.toMatch(/·{5,} +\d+ %/)
})

test('a dumb terminal gets plain lines without control sequences', async () => {
  const { ended, raw } = open(['-o', 'dumb', '--dry-run'], { env: { TERM: 'dumb' } })
  expect(await ended).toBe(0)
  expect(raw()).not.toContain('\u001b')
  expect(raw()).toContain('nothing was written')
})
