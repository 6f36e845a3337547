import fc from 'fast-check'
import { expect, test } from 'vitest'
import { columnsOf } from '../../../../src/core/text/layout.ts'
import { printable } from '../../../../src/core/text/printable.ts'
import { shortNames } from '../../../../src/core/text/short-names.ts'

const values = (refs: readonly string[], columns: number) => [...shortNames(refs, columns).values()]

test('leaves out the folder that all have in common when names are too wide', () => {
  const refs = ['/data/models/donors/loud', '/data/models/donors/quiet', '/data/models/base']
  expect(values(refs, 20)).toEqual(['…/donors/loud', '…/donors/quiet', '…/base'])
})

test('leaves names alone that fit', () => {
  expect(values(['donors/loud', 'donors/quiet'], 20)).toEqual(['donors/loud', 'donors/quiet'])
})

test('cuts names in the middle that have no folder in common, and a single one', () => {
  const refs = ['mistralai/Mistral-Nemo-Instruct-2407', 'nvidia/Mistral-NeMo-Minitron-8B']
  expect(values(refs, 16)).toEqual(['mistrala…ct-2407', 'nvidia/M…tron-8B'])
  expect(values(['/a/very/long/path/to/one'], 10)).toEqual(['/a/ve…/one'])
})

test('keeps what differs in names whose ends are the same', () => {
  const refs = ['v1', 'v2', 'v2.1'].map((name) => `org/Mistral-Nemo-Instruct-${name}-merged-with-everything`)
  expect(values(refs, 20)).toEqual(['…/Mistra…1…verything', '…/Mistra…2…verything', '…/Mistra…2.1…rything'])
})

test('leaves out the folder that most are in, where one is elsewhere', () => {
  const refs = [
    '../main/.cache/demo/donors/loud',
    '../main/.cache/demo/donors/quiet',
    '../main/.cache/demo/donors/base',
  ]
  expect(values([...refs, './d/own'], 20)).toEqual(['…/loud', '…/quiet', '…/base', './d/own'])
})

test('does not take a common beginning of two names for a folder', () => {
  expect(values(['/models/nemo-a', '/models/nemo-b'], 8)).toEqual(['…/nemo-a', '…/nemo-b'])
  expect(values(['/m/ab/c', '/m/abx/c'], 7)).toEqual(['…/ab/c', '…/abx/c'])
})

test('finds nothing in common between a path from the root and another name', () => {
  const refs = ['/data/models/a-long-finetune-name', 'mistralai/Mistral-Nemo-Base-2407']
  expect(values(refs, 24)).toEqual(['/data/models…netune-name', 'mistralai/Mi…o-Base-2407'])
})

test('makes no name wider than it was', () => {
  expect(values(['/models/nemo', '/data/nemo'], 11)).toEqual(['/mode…/nemo', '/data/nemo'])
})

test('knows the folders of Windows', () => {
  expect(values(['C:\\models\\loud', 'C:\\models\\quiet'], 10)).toEqual(['…\\loud', '…\\quiet'])
})

/** Names as they are on the Hub and on disks: the same beginnings and ends, other scripts, and what is no name. */
const piece = fc.oneof(
  fc.constantFrom(
    'org/',
    '/data/models/',
    'Mistral-Nemo-Instruct-2407',
    '-v2',
    '-merged',
    '看着',
    'é',
    '👩‍👩‍👧',
    ' ',
    '\u202e',
    '…',
  ),
  fc.string({ unit: 'grapheme', maxLength: 6 }),
)
const name = fc.array(piece, { minLength: 1, maxLength: 9 }).map((parts) => parts.join(''))
const sameEnds = fc
  .tuple(name, name, fc.uniqueArray(name, { minLength: 1, maxLength: 40 }))
  .map(([start, end, middles]) => middles.map((middle) => start + middle + end))

test('no name is wider than its column, and no two look the same', () => {
  fc.assert(
    fc.property(
      fc.oneof(fc.uniqueArray(name, { maxLength: 40 }), sameEnds),
      fc.integer({ min: 8, max: 60 }),
      (refs, columns) => {
        const short = shortNames(refs, columns)
        const shown = [...short.values()].map(printable)
        const wide = [...short].filter(([ref, text]) => {
          const width = columnsOf(printable(text))
          return width > columns || width > columnsOf(printable(ref))
        })
        expect(wide).toEqual([])
        expect(new Set(shown).size).toBe(new Set(refs.map(printable)).size)
      },
    ),
    { numRuns: 100 },
  )
})
