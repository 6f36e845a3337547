import { randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { spawn } from '@lydell/node-pty'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { stagingOf } from '../../../src/adapters/files/output/output-folder.ts'
import { type MergeLab, mergeLab, slowConfig } from '../../support/merge-lab.ts'
import { processesWith } from '../../support/processes.ts'
import { mainArguments } from '../../support/terminal.ts'
import { mouseModes } from '../tui/session.ts'

let lab: MergeLab
let config: string
beforeAll(async () => {
  lab = await mergeLab()
  config = await lab.writeConfig('slow.yml', slowConfig)
})
afterAll(() => lab?.remove())

let shell: ReturnType<typeof spawn> | undefined
let screen = ''
afterEach(() => shell?.kill('SIGKILL'))

/** Name and state of each process of a run: T is stopped. */
async function states(mark: string): Promise<readonly string[]> {
  const ids = await processesWith(mark)
  const lines = await Promise.all(ids.map((id) => readFile(`/proc/${id}/stat`, 'utf8').catch(() => '')))
  return lines.flatMap((line) => {
    const [, name, state] = /\((.*)\) (\S)/.exec(line) ?? []
    return name && state !== 'Z' && !name.startsWith('bash') ? [`${name} ${state}`] : []
  })
}

async function eventually(what: string, holds: () => Promise<boolean> | boolean, milliseconds = 60_000) {
  const deadline = Date.now() + milliseconds
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error(`never: ${what}, with on the screen:\n${screen}`)
    await sleep(50)
  }
}

test.each([
  ['with the dashboard, where it is a key', [], '\u001b[?1049l'],
  ['without, where it is a signal', ['--no-tui'], ''],
])('Ctrl-Z stops a run with all its processes, and fg goes on (%s)', async (_how, more, restored) => {
  const mark = `SUSPEND_MARK=${randomUUID()}`
  const environment = {
    ...process.env,
    ...lab.env,
    CI: undefined,
    TMUX: '/tmp/tmux',
    PS1: 'shell> ',
    [mark.split('=')[0]!]: mark.split('=')[1],
  }
  const env = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== undefined))
  shell = spawn('bash', ['--norc', '--noprofile', '-i'], {
    name: 'xterm-256color',
    cols: 100,
    rows: 30,
    cwd: lab.folder,
    env: env as never,
  })
  screen = ''
  shell.onData((text) => {
    screen += text
  })
  const out = `out${more.length}`
  const command = [process.execPath, ...mainArguments, 'run', config, '-o', out, '--apply-patch', ...more]
  shell.write(`${command.join(' ')}\r`)
  // The process that draws, the host of the bridge, and its Python.
  const works = async () => {
    const names = (await states(mark)).map((state) => state.split(' ')[0]!)
    return (
      names.filter((name) => /^(node|MainThread)/.test(name)).length >= 2 &&
      names.some((name) => /^python/.test(name))
    )
  }
  // At first another host asks what Python it is.
  const merges = async () => existsSync(stagingOf(join(lab.folder, out))) && (await works())
  let before = 0
  const goesOn = async () => (await states(mark)).every((state) => !state.endsWith(' T'))
  // Between one Python and the next there is none to stop: then once more.
  for (let tries = 0; tries < 5; tries++) {
    await eventually('a merge that runs', merges)
    before = screen.length
    shell.write('\u001a')
    await eventually('a prompt', () => /Stopped/.test(screen.slice(before)))
    await eventually('all stopped', async () => (await states(mark)).every((state) => state.endsWith(' T')))
    expect(screen.slice(before)).toContain(restored)
    expect(mouseModes(screen)).toEqual([])
    if (await works()) break
    shell.write('fg\r')
    await eventually('going on', goesOn)
  }
  expect(await works()).toBe(true)
  shell.resize(70, 24)
  const stopped = screen.length

  shell.write('fg; echo "ended with $?"\r')
  await eventually('going on', goesOn)
  await eventually('the end', () => /ended with \d/.test(screen.slice(before)), 120_000)
  expect(screen).toMatch(/ended with 0/)
  expect(mouseModes(screen)).toEqual([])
  expect(screen.slice(stopped).includes('\u001b[?1000h')).toBe(restored !== '')
  // All of 69 columns, and no more.
  if (restored) expect(screen.slice(stopped)).toMatch(/─ log ─{63}(?!─)/)
})
