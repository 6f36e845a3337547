import { randomUUID } from 'node:crypto'
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { type LocalHub, startLocalHub } from '../../support/local-hub/start.ts'
import { contentsOfFolder } from '../../support/local-hub/store.ts'
import { type MergeLab, mergeConfig, mergeLab } from '../../support/merge-lab.ts'
import { outliving, processesWith } from '../../support/processes.ts'
import type { Terminal } from '../../support/terminal.ts'
import { expectRestored, keys, openScreens, type Session } from './session.ts'

let lab: MergeLab
let hub: LocalHub
let home = ''
beforeAll(async () => {
  lab = await mergeLab()
  home = await mkdtemp(join(tmpdir(), 'tui-home-'))
  hub = await startLocalHub({
    repos: {
      'org/full-voice': {
        files: await contentsOfFolder(lab.path('donors/full')),
        downloads: 12_345,
        licence: 'apache-2.0',
      },
      'org/full-gated': { files: {}, gated: true, likes: 7 },
    },
  })
})
afterAll(async () => {
  await hub?.close()
  await lab?.remove()
  await rm(home, { recursive: true, force: true })
})

let terminal: Terminal
afterEach(() => terminal?.kill())

function open(more: NodeJS.ProcessEnv = {}, words: readonly string[] = []): Session {
  const env = {
    ...lab.env,
    HF_HUB_OFFLINE: '0',
    HF_ENDPOINT: hub.url,
    HF_HOME: join(home, 'hub'),
    XDG_STATE_HOME: home,
    ...more,
  }
  const session = openScreens(lab.folder, env, { words })
  terminal = session
  return session
}

test('from an empty home through donors and recipe to a merged model, and back home', async () => {
  const { until, type, resize, ended } = open()
  await until(/none yet: a run that ends is listed here/)
  type('na')
  await until(/a folder, a Hub id, or a \.yml file/)
  type('donors/b')
  await until(/donors\/base +model/)
  type(`${keys.tab}${keys.enter}`)
  await until(/1 donor added/)
  const searches = () => hub.log.filter(({ url }) => url.startsWith('/api/models?'))
  expect(searches(), 'a path was sent to the Hub').toEqual([])
  type('org/full')
  await until(/org\/full-voice +12B 12,345↓ 0♥ apache-2\.0/)
  expect(searches().length).toBeGreaterThan(0)
  await until(/org\/full-gated +12B 0↓ 7♥ gated/)
  type(keys.down)
  type(keys.enter)
  await until(/✓ org\/full-voice +MistralForCausalLM/)
  type('donors/g')
  await until(/donors\/ghost +model/)
  type(keys.down)
  await until(/space mark/)
  type(' ')
  await until(/◆ donors\/ghost +model[\s\S]*enter add the 1 marked/)
  type(keys.enter)
  await until(/! donors\/ghost +MistralForCausalLM .* 512 +514 +2/)
  type(keys.esc)
  await until(/b base/)
  type(`${keys.up}${keys.up}`)
  type('b')
  await until(/donors\/base \(base\)/)

  type(keys.enter)
  const recipe = await until(/it would run, with warnings · download [\d.]+ MB/)
  expect(recipe).toMatch(/merge_method: linear/)
  expect(recipe).toMatch(/vocabulary: truncated-tensor, extra-tokens/)
  expect(recipe).toMatch(/stock 0\.1\.5 \S+.* · patched succeeds, 514 tokens/)
  await until(/rehearsed: \d+ tensors, [\d.]+ MB in 1 file · reads [\d.]+ MB · memory/, 100_000)
  type(`${keys.down}${keys.down}${keys.enter}0.25${keys.enter}`)
  await until(/weight: 0\.25/)

  type('r')
  await until(/\? Patch mergekit/)
  type('y')
  resize(60, 20)
  const narrow = await until(/─ log ─{53}$/m)
  expect(narrow).toMatch(/\[4 Run\] 5 Result$/m)
  expect(narrow.split('\n').length).toBeLessThanOrEqual(20)
  // Whatever becomes of the window meanwhile, and whatever is pasted into it.
  for (const [columns, rows] of [
    [10, 4],
    [1, 1],
    [300, 90],
  ] as const)
    resize(columns, rows)
  type('\u001b[200~\u001b[2J\u0007noise\r\n\u0000\u001b[201~')
  resize(100, 30)
  const result = await until(/share of voice, \w+, measured from donors\/base/)
  expect(result).toMatch(/warnings \(2 of inspect\): \S+, [\d.]+ MB, checks: \d+ passed/)
  expect(await readdir(lab.path('merged'))).toContain('model.safetensors')
  expect(await readFile(lab.path('merge-2.yml'), 'utf8')).toMatch(/model: org\/full-voice/)
  type(keys.tab)
  const rows = (await until(/layer 0 +\d+ /)).split('\n')
  const [layer, scale] = [
    rows.findIndex((row) => /layer 0/.test(row)),
    rows.findIndex((row) => /^ 0(\.0)? % /.test(row)),
  ]
  const grounds = (row: number) =>
    new Set(Array.from({ length: 90 }, (_, x) => terminal.buffer().getLine(row)?.getCell(x)?.getBgColor()))
  // Each cell has the ground that its share has in the scale below.
  expect(grounds(scale).size).toBeGreaterThan(4)
  expect(grounds(layer).size).toBeGreaterThan(2)
  expect([...grounds(layer)].filter((ground) => ground !== -1 && !grounds(scale).has(ground))).toEqual([])
  type(keys.enter)
  await until(/heatmap\].* › layer 0/)
  type(keys.esc)
  await until(/\[heatmap\] ghosts/)
  type(keys.tab)
  await until(/donors\/ghost: +<\|im_start\|> {2}id 512/)
  type('1')
  await until(/! \S*\/merged +warnings +\d+ \w{3} \d\d:\d\d linear +3 models/)
  type('q')
  expect(await ended).toBe(0)
  expectRestored(terminal)
})

test('esc during a run asks, cancels and leaves nothing; then the run can be tried again', async () => {
  await mkdir(lab.path('merged'), { recursive: true })
  await writeFile(lab.path('merged/notes.txt'), '')
  const before = await lab.left()
  const { until, soon, type, ended } = open()
  await until(/press n/)
  type(`namerge.yml${keys.enter}`)
  await until(/loaded merge\.yml[\s\S]*a add/)
  type('3')
  await until(/it would run[\s\S]*merged is not empty: r runs into merged-2, w overwrites it/)
  await until(/\$ mergescope run merge\.yml -o merged-2/)
  type('r')
  // Python's imports take seconds from here; what comes after them may be over before a key arrives.
  await soon(/inspect +read merge/)
  type(keys.esc)
  await soon(/Cancel the run\?/)
  type('n')
  await soon(/esc cancel/)
  type(`${keys.esc}`)
  await soon(/Cancel the run\?/)
  type('y')
  await until(/error: cancelled/)
  expect(await until(/t retry/)).toMatch(/\(enter result\)/)
  expect(await lab.left()).toEqual(before)
  type(keys.ctrlC)
  expect(await ended).toBe(0)
  expectRestored(terminal)
})

test('a Python that is killed in mid-merge is an error with a hint, and resume goes on', async () => {
  const mark = randomUUID()
  await writeFile(lab.path('killed.yml'), mergeConfig.replace('linear', 'task_arithmetic'))
  const { until, type, ended } = open({ TUI_MARK: mark })
  await until(/press n/)
  type(`nakilled.yml${keys.enter}`)
  await until(/loaded killed\.yml[\s\S]*a add/)
  type('3')
  await until(/it would run/)
  type(`/output${keys.enter}${keys.enter}${'died'}${keys.enter}`)
  await until(/output +died/)
  type('r')
  // What comes after Python's imports may be over before it is drawn.
  await until(/inspect +read killed|starting mergekit|planning|building the tokenizer|reading headers/)
  // The one that merges may not be there yet, as another one is asked what it is beside it.
  const died = until(/error: .*[Pp]ython/)
  let isOver = false
  const over = () => {
    isOver = true
  }
  died.then(over, over)
  while (!isOver) {
    for (const id of await processesWith(`TUI_MARK=${mark}`)) {
      const command = await readFile(`/proc/${id}/cmdline`, 'utf8').catch(() => '')
      if (/^[^\0]*python[^\0]*\0/.test(command)) process.kill(Number(id), 'SIGKILL')
    }
    await sleep(50)
  }
  await died
  type('t')
  await until(/share of voice, \w+, measured from/)
  type('q')
  expect(await ended).toBe(0)
  expectRestored(terminal)
  expect(await outliving(`TUI_MARK=${mark}`, 2000)).toEqual([])
})

test('a recipe that is opened by its name keeps it, also where the usual names are taken', async () => {
  await writeFile(lab.path('week.yml'), mergeConfig)
  const { until, type, ended } = open({}, ['week.yml'])
  await until(/\$ mergescope run week\.yml[\s\S]*it would run/)
  type(':inspect week')
  await until(/inspect week\.yml --rehearse/)
  type(keys.ctrlC)
  expect(await ended).toBe(0)
})

test('without colour there is none', async () => {
  const { until, type, raw, ended } = open({ NO_COLOR: '1' })
  await until(/press n/)
  type('?')
  await until(/keys of home/)
  type(`${keys.esc}`)
  // Escape and a key right behind it would be one key with Alt.
  await until(/q quit/)
  type('q')
  expect(await ended).toBe(0)
  expect(raw()).not.toMatch(/\u001b\[(3[1-7]|9[0-7])m/)
  expectRestored(terminal)
})
