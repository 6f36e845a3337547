import { expect, test } from 'vitest'
import { percent } from '../../../src/core/text/figures.ts'
import { columnsOf } from '../../../src/core/text/layout.ts'
import { Screen } from '../../../src/ui/app.tsx'
import { appAfter, recipeRun } from '../../support/app-states.ts'
import { frame } from '../../support/frame.ts'

const run = (count: number) => ({
  folder: '/models/out',
  result: recipeRun(
    Array.from({ length: count }, (_, at) => `org/donor-${at}`),
    6,
    [],
  ),
  at: 0,
})
const lines = (count: number, keys: string, [columns, rows]: readonly [number, number]) => {
  const state = appAfter([{ kind: 'show-result', run: run(count) }, keys])
  return frame(<Screen state={state} />, columns, rows).split('\n')
}

test.each([1, 15])(
  'beside the heat map of %i donor(s) a wide terminal names each, with its share in the row under the cursor',
  (count) => {
    const { layers } = run(count).result.shareOfVoice!
    for (const at of [0, 3]) {
      const drawn = lines(count, `<tab>${'<down>'.repeat(at)}`, [200, 50])
      for (const { ref, share } of layers[at]!.donors) {
        const told = drawn.filter((line) => line.includes(` ${ref} `))
        expect(told).toHaveLength(1)
        expect(told[0]).toMatch(new RegExp(` ${ref} .* ${percent(share)}$`))
      }
    }
  },
)

test('where there is no room beside it, the letters are explained below', () => {
  const drawn = lines(15, '<tab>', [100, 30])
  expect(drawn.join('\n')).toMatch(/a org\/donor-0 +b org\/donor-1/)
})

test('the donors of one tensor stand the loudest first, with their figures below each other', () => {
  const drawn = lines(15, '<tab><enter><enter>', [120, 40]).filter((line) => line.includes(' share '))
  expect(drawn).toHaveLength(15)
  for (const word of [' share ', ' norm ', ' cosine '])
    expect(new Set(drawn.map((line) => columnsOf(line.slice(0, line.indexOf(word))))).size).toBe(1)
  const shares = drawn.map((line) => Number(/share +([\d.]+) %/.exec(line)![1]))
  expect(shares).toEqual(shares.toSorted((a, b) => b - a))
})
