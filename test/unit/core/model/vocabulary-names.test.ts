import { expect, test } from 'vitest'
import {
  entryForEachToken,
  hasBlockForEachLayer,
  vocabularyKindOf,
} from '../../../../src/core/model/vocabulary-names.ts'
import table from '../../../support/vocabulary-rows.json' with { type: 'json' }

const isKnown = (name: string) =>
  vocabularyKindOf(name) !== null || hasBlockForEachLayer(name) || name === entryForEachToken

test('whatever grows with the vocabulary of a model type is known by its name, but for a few', () => {
  const unknown = Object.entries(table).flatMap(([names, types]) =>
    names.split(' ').flatMap((name) => (isKnown(name) ? [] : types.map((type) => `${type}: ${name}`))),
  )
  expect(unknown).toMatchSnapshot()
})
