/**
 * What the screens cost: CPU a frame at 15 donors × 40 layers, 10,000 audit records, how long a typed
 * letter takes to appear, and our share of a core while a real merge runs. Budget: 16 ms a frame, 50 ms for a
 * letter, 5 % of a core.
 *
 *     NODE_ENV=production node --import tsx test/bench/tui.ts
 */
import { render } from 'ink'
import { createElement } from 'react'
import type { RunEvent } from '../../src/core/events.ts'
import { openApp, Screen } from '../../src/ui/app.tsx'
import type { AppAction } from '../../src/ui/state/actions.ts'
import type { AppState } from '../../src/ui/state/app.ts'
import { reduceApp } from '../../src/ui/state/reduce-app.ts'
import { appAfter } from '../support/app-states.ts'
import { sampleRun } from '../support/run-result.ts'
import { screenTerminal } from '../support/screen-app.ts'
import { cpuShareOfARun } from './tui-run.ts'

const refs = Array.from({ length: 15 }, (_, index) => `organisation/donor-number-${index}`)
const result = sampleRun(refs, 40, ['<|im_start|>', '<|im_end|>'])
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
  const draw = async (count: number) => {
    for (let frame = 0; frame < count; frame++) {
      state = next(state, frame)
      app.rerender(createElement(Screen, { state }))
      await app.waitUntilRenderFlush()
    }
  }
  await draw(50)
  const before = cpuMs()
  await draw(200)
  say(what, (cpuMs() - before) / 200, 16)
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
  { kind: 'run-started', id: 1, at: 0, config: 'merge.yml', output: 'out' },
  told({ event: 'stage-started', stage: 'merge', title: 'ties, 15 models' }, 0),
])
await frames('a frame of a run, 15 donors', running, (state, frame) =>
  [voice(frame), audit(frame)].reduce((next, event) => reduceApp(next, told(event, frame * 50)), state),
)

const shown = appAfter([{ kind: 'recent', runs: [{ folder: '/models/merged', result }] }, '<enter><tab>'])
await frames('a frame of the heatmap, 15 donors × 40 layers', shown, (state, frame) =>
  reduceApp(state, { kind: 'key', key: frame % 60 < 40 ? 'down' : 'up' }),
)

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
