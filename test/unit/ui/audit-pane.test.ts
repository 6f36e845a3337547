import { expect, test } from 'vitest'
import type { RunEvent } from '../../../src/core/events.ts'
import { paneActionOf, shownEntries } from '../../../src/ui/state/audit-pane.ts'
import { type RunState, reduceRun } from '../../../src/ui/state/run-state.ts'
import { stateAfter } from '../../support/run-events.ts'

const tensor = (name: string): RunEvent => ({
  event: 'share-of-voice',
  tensor: {
    tensor: name,
    donors: ['org/magnum', 'org/rocinante'].map((ref) => ({
      ref,
      norm: 1,
      share: 0.5,
      projection: null,
      cosine: null,
      keptDensity: null,
    })),
  },
})
const layers = Array.from({ length: 20 }, (_, layer) =>
  ['self_attn.q_proj', 'mlp.up_proj'].map((kind) => tensor(`model.layers.${layer}.${kind}.weight`)),
).flat()
const pressed = (keys: readonly string[], state: RunState = stateAfter(layers)): RunState =>
  keys.reduce((now, key) => {
    const action = paneActionOf(now.pane, key)
    return action ? reduceRun(now, action) : now
  }, state)
const shown = ({ pane, heard, tensorsHeard }: RunState, lines = 4) =>
  shownEntries(pane, heard, tensorsHeard - heard.length, lines).map(({ tensor, ref }) => {
    const [, , layer, , kind] = tensor.split('.')
    return `${layer} ${kind} ${ref.slice(4)}`
  })

test('shows the newest last, and follows', () => {
  const state = stateAfter(layers)
  expect(shown(state, 3)).toEqual(['19 q_proj rocinante', '19 up_proj magnum', '19 up_proj rocinante'])
  const next = reduceRun(state, { kind: 'event', event: tensor('lm_head.weight'), at: 0 })
  expect(shown(next, 1)).toEqual(['undefined undefined rocinante'])
})

test('filters by donor, layer and kind, while it is typed and after', () => {
  expect(shown(pressed(['/', ...'magnum 1 up']))).toEqual(['1 up_proj magnum'])
  expect(shown(pressed(['/', ...'q_proj', 'enter']), 2)).toEqual(['19 q_proj magnum', '19 q_proj rocinante'])
  expect(pressed(['/', ...'q_proj', 'esc']).pane).toMatchObject({ filter: '', typing: null })
  expect(shown(pressed(['/', ...'vp', 'backspace', 'backspace']), 1)).toEqual(['19 up_proj rocinante'])
})

test('stands still while it is paused or looked back, and End follows again', () => {
  const paused = pressed(['p'])
  const later = reduceRun(paused, { kind: 'event', event: tensor('lm_head.weight'), at: 0 })
  expect(shown(later)).toEqual(shown(paused))
  const back = pressed(['up', 'k'])
  expect(back.pane).toMatchObject({ paused: 40, back: 2 })
  expect(shown(back, 2)).toEqual(['19 q_proj magnum', '19 q_proj rocinante'])
  expect(pressed(['end'], back).pane).toMatchObject({ paused: null, back: 0 })
  // Nobody gets lost before the first line.
  expect(shown(pressed(Array(30).fill('pageup')), 2)).toEqual(['0 q_proj magnum', '0 q_proj rocinante'])
})
