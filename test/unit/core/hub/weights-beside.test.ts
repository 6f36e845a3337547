import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { isWeightsBeside } from '../../../../src/core/hub/weights-beside.ts'
import { repositoryRoot } from '../../../support/python.ts'

/** Python's test of companions reads the same table. */
const table: { own: string[]; others: string[]; endings: Record<string, string[]> } = JSON.parse(
  readFileSync(join(repositoryRoot, 'test', 'support', 'weights-beside.json'), 'utf8'),
)

test('of weights beside the model only those are its own that no other program and no training needs', () => {
  const endings = Object.values(table.endings).flat()
  const names = [...table.own, ...table.others].flatMap((stem) => endings.map((end) => `${stem}.${end}`))
  const own = table.own.flatMap((stem) => table.endings.read!.map((end) => `${stem}.${end}`))
  expect(names.filter(isWeightsBeside).toSorted()).toEqual(own.toSorted())
})
