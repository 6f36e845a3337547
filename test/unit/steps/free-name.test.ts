import { writeFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { freeName } from '../../../src/steps/session/recipe-file.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

const folder = temporaryFolder()
const taken = ['merge.yml', 'merge-2.yml', 'week.yml', 'taken-4.yml', 'taken.yml']

test.each([
  ['new.yml', '', 'new.yml'],
  ['merge.yml', '', 'merge-3.yml'],
  ['week.yml', '', 'week-2.yml'],
  // A recipe has the number of its output, where that is free.
  ['week.yml', 'merged-4', 'week-4.yml'],
  ['merge-2.yml', 'merged-7', 'merge-7.yml'],
  ['taken.yml', 'merged-4', 'taken-2.yml'],
  ['week.yml', '/far/merged', 'week-2.yml'],
])('the recipe %s beside the output %j is %s', async (name, output, free) => {
  for (const each of taken) writeFileSync(folder.path(each), '')
  expect(await freeName(folder.path(name), output)).toBe(folder.path(free))
})
