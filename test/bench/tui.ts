/**
 * What the screens cost: CPU a frame of each with 40 donors × 40 layers (the best and the median, since others may keep
 * the machine busy), 10,000 audit records, how long a typed letter takes to appear, and our share of a core while a real
 * merge runs. Budget: 16 ms a frame, 50 ms for a letter, 5 % of a core.
 *
 *     NODE_ENV=production node --import tsx test/bench/tui.ts
 */
import { render } from 'ink'
import { createElement } from 'react'
import type { RunEvent } from '../../src/core/events.ts'
import { parseMergeConfig } from '../../src/core/merge-config/parse.ts'
import { openApp, Screen } from '../../src/ui/app.tsx'
import type { AppAction } from '../../src/ui/state/actions.ts'
import type { AppState } from '../../src/ui/state/app.ts'
import { reduceApp } from '../../src/ui/state/reduce-app.ts'
import { appAfter, recipeRun, runStarted } from '../support/app-states.ts'
import { screenTerminal } from '../support/screen-app.ts'
import { cpuShareOfARun } from './tui-run.ts'

const refs = Array.from({ length: 40 }, (_, index) =>
  index % 4 === 0
    ? `./模型/第${index}版-合并后`
    : `organisation/a-donor-with-a-long-name-number-${index}-merged`,
)
const result = recipeRun(refs, 40, ['<|im_start|>', '<|im_end|>'])
const say = (what: string, milliseconds: number, budget: number) =>
  process.stdout.write(
    `${what.padEnd(52)} ${milliseconds.toFixed(2).padStart(8)} ms  (budget ${budget} ms)\n`,
  )
const cpuMs = (): number => {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}

/** CPU a frame while the state changes with every frame. */
async function frames(what: string, first: AppState, next: (state: AppState, frame: number) => AppState) {
  const terminal = screenTerminal(120, 40)
  const options = { stdin: terminal.stdin, stdout: terminal.stdout, interactive: true, maxFps: 1000 }
  const silent = { ...options, incrementalRendering: true, patchConsole: false }
  // The emulator of the terminal is not ours to pay for.
  let written = 0
  Object.assign(terminal.stdout, {
    write: (text: string, done?: () => void) => {
      written += text.length
      done?.()
      return true
    },
  })
  const app = render(createElement(Screen, { state: first }), silent)
  let state = first
  let drawn = 0
  const draw = async (count: number) => {
    for (let frame = 0; frame < count; frame++) {
      state = next(state, drawn++)
      app.rerender(createElement(Screen, { state }))
      await app.waitUntilRenderFlush()
    }
  }
  await draw(50)
  const times: number[] = []
  for (let frame = 0; frame < 200; frame++) {
    const before = cpuMs()
    await draw(1)
    times.push(cpuMs() - before)
  }
  times.sort((left, right) => left - right)
  say(`${what}: the best`, times[0]!, 16)
  say(`${what}: the median`, times[100]!, 16)
  app.unmount()
  if (written === 0) throw new Error('nothing was drawn')
}

const voice = (tensor: number): RunEvent => ({
  event: 'share-of-voice',
  tensor: result.shareOfVoice!.tensors[tensor % result.shareOfVoice!.tensors.length]!,
})
const audit = (index: number): RunEvent => ({
  event: 'vocabulary-audit',
  record: {
    kind: 'skipped',
    model: refs[index % refs.length]!,
    token: `token ${index}`,
    outputId: 131072 + index,
    donorRows: 131072,
    donorId: 131072 + index,
    line: null,
  },
})
const told = (event: RunEvent, at: number): AppAction => ({
  kind: 'run',
  id: 1,
  action: { kind: 'event', event, at },
})

const running = appAfter([
  runStarted(),
  told({ event: 'stage-started', stage: 'merge', title: 'ties, 40 models' }, 0),
])
await frames('a frame of a run', running, (state, frame) =>
  [voice(frame), audit(frame)].reduce((next, event) => reduceApp(next, told(event, frame * 50)), state),
)

const home = appAfter([
  { kind: 'recipe', file: 'merge.yml', text: result.config, config: parseMergeConfig(result.config).config! },
  { kind: 'recent', runs: [{ folder: '/models/merged', result }] },
])
for (const [what, keys] of [
  ['Home', ''],
  ['Donors', '2'],
  ['Recipe', '3'],
  ['Result, shares', '<enter>'],
  ['Result, the next run', '<enter>+'],
  ['Result, heat map', '<enter><tab>'],
  ['Result, ghosts', '<enter><tab><tab>'],
  ['commands', '<enter>:'],
] as const)
  await frames(`a frame of ${what}`, appAfter([keys], home), (state, frame) =>
    reduceApp(state, { kind: 'key', key: frame % 60 < 40 ? 'down' : 'up' }),
  )

const edited = appAfter(['<enter>'], home)
const presses = Array.from({ length: 30 }, (_, index) => {
  const before = cpuMs()
  appAfter(['+'.repeat(1 + (index % 7))], edited)
  return (cpuMs() - before) / (1 + (index % 7))
}).sort((left, right) => left - right)
say('a weight one step up, the median of 30', presses[15]!, 50)

const before = cpuMs()
let state = running
for (let index = 0; index < 10_000; index++) state = reduceApp(state, told(audit(index), index))
say('10,000 audit records, all of them', cpuMs() - before, 1000)

const terminal = screenTerminal(80, 24)
const controller = new AbortController()
const app = openApp({
  ...terminal,
  stderr: process.stderr,
  env: process.env,
  signal: controller.signal,
  version: '0',
})
const until = async (pattern: RegExp): Promise<void> => {
  while (!pattern.test(await terminal.text())) await new Promise((settle) => setTimeout(settle, 1))
}
await until(/press n/)
terminal.type('na')
await until(/add: /)
const times: number[] = []
for (let count = 1; count <= 40; count++) {
  const began = performance.now()
  terminal.type('é')
  await until(new RegExp(`add: ${'é'.repeat(count)}`))
  times.push(performance.now() - began)
}
times.sort((left, right) => left - right)
terminal.type('\u0003')
await app
say('a typed letter appears, the median of 40', times[20]!, 50)
say('a typed letter appears, the slowest but one of 40', times[38]!, 50)

const { share, seconds } = await cpuShareOfARun()
process.stdout.write(
  `${`CPU of our Node during a merge of ${seconds.toFixed(0)} s`.padEnd(52)} ${(share * 100).toFixed(2).padStart(8)} %   (budget 5 %)\n`,
)
process.exit(0)
