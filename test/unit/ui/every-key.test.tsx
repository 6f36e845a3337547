import fc from 'fast-check'
import { expect, test, vi } from 'vitest'
import { parseMergeConfig } from '../../../src/core/merge-config/parse.ts'
import { columnsOf } from '../../../src/core/text/layout.ts'
import { Screen } from '../../../src/ui/app.tsx'
import type { AppAction } from '../../../src/ui/state/actions.ts'
import { bindingsOf } from '../../../src/ui/state/keys.ts'
import { appAfter, environmentSeen, recipeRun } from '../../support/app-states.ts'
import { frame } from '../../support/frame.ts'

const stems = [
  'org/plain',
  './with two spaces',
  './模型/合并后',
  'org/👩‍👩‍👧-family',
  `./${'very-long-'.repeat(12)}name`,
]
const namesOf = (count: number) =>
  Array.from({ length: count }, (_, at) => `${stems[at % stems.length]}${at}`)

/** Home with two runs, and the recipe of the first of them. */
function started(count: number) {
  const result = recipeRun(namesOf(count), 3, ['<|im_start|>'])
  const runs = ['/models/out', '/models/出力 two'].map((folder) => ({ folder, result, at: 0 }))
  const recipe: AppAction = {
    kind: 'recipe',
    file: null,
    text: result.config,
    config: parseMergeConfig(result.config).config!,
  }
  return appAfter([environmentSeen, { kind: 'recent', runs }, recipe])
}
const starts = new Map([1, 3, 15, 40].map((count) => [count, started(count)]))

const named = [
  ...['up', 'down', 'left', 'right', 'home', 'end', 'pageup', 'pagedown', 'enter', 'enter', 'esc', 'tab'],
  ...['shift+tab', 'backspace', 'delete', 'ctrl+r', 'ctrl+a', 'ctrl+k', 'ctrl+c', 'ctrl+f'],
]
const key = fc.oneof(
  fc.constantFrom(...named),
  fc.constantFrom(...'12345abcdefhjklmnopqrstuvwxyGNU%+-=_<>/:? 0.模👩'),
)
const sizes = fc.constantFrom([40, 10], [80, 24], [200, 50])

test('every key of every screen, in any order: nothing breaks, the screen fits, and each key that is shown can be pressed', () => {
  const complaints = vi.spyOn(console, 'error')
  fc.assert(
    fc.property(
      fc.constantFrom(...starts.keys()),
      fc.array(key, { maxLength: 40, size: 'max' }),
      sizes,
      (count, keys, [columns, rows]) => {
        const state = appAfter(
          [...keys.map((each): AppAction => ({ kind: 'key', key: each }))],
          starts.get(count),
        )
        const lines = frame(<Screen state={state} />, columns!, rows!).split('\n')
        expect(lines.length).toBeLessThanOrEqual(rows!)
        for (const line of lines) expect(columnsOf(line), line).toBeLessThan(columns!)
        for (const { keys: bound } of bindingsOf(state)) appAfter([{ kind: 'key', key: bound[0]! }], state)
      },
    ),
    { numRuns: 300 },
  )
  expect(complaints).not.toHaveBeenCalled()
})
