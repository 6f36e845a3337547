import { expect, test } from 'vitest'
import { shortNames } from '../../../../src/core/text/short-names.ts'

const values = (refs: readonly string[], columns: number) => [...shortNames(refs, columns).values()]

test('leaves out the folder that all have in common when names are too wide', () => {
  const refs = ['/data/models/donors/loud', '/data/models/donors/quiet', '/data/models/base']
  expect(values(refs, 20)).toEqual(['…/donors/loud', '…/donors/quiet', '…/base'])
})

test('leaves names alone that fit', () => {
  expect(values(['donors/loud', 'donors/quiet'], 20)).toEqual(['donors/loud', 'donors/quiet'])
})

test('leaves names alone that have no folder in common, and a single one', () => {
  const refs = ['mistralai/Mistral-Nemo-Instruct-2407', 'nvidia/Mistral-NeMo-Minitron-8B']
  expect(values(refs, 10)).toEqual(refs)
  expect(values(['/a/very/long/path/to/one'], 10)).toEqual(['/a/very/long/path/to/one'])
})

test('does not take a common beginning of two names for a folder', () => {
  expect(values(['/models/nemo-a', '/models/nemo-b'], 5)).toEqual(['…/nemo-a', '…/nemo-b'])
  expect(values(['/m/ab/c', '/m/abx/c'], 3)).toEqual(['…/ab/c', '…/abx/c'])
})

test('finds nothing in common between a path from the root and another name', () => {
  const refs = ['/data/models/a-long-finetune-name', 'mistralai/Mistral-Nemo-Base-2407']
  expect(values(refs, 24)).toEqual(refs)
})

test('makes no name wider than it was', () => {
  expect(values(['/models/nemo', '/data/nemo'], 5)).toEqual(['/models/nemo', '/data/nemo'])
})

test('knows the folders of Windows', () => {
  expect(values(['C:\\models\\loud', 'C:\\models\\quiet'], 10)).toEqual(['…\\loud', '…\\quiet'])
})
