import { expect, it } from 'vitest'
import { scatterSection } from '../../../../src/core/report-page/scatter-section.ts'
import { sampleRun } from '../../../support/run-result.ts'

it.each([
  [[0.1, 0.1, 0.1], false, false],
  [[0.1, -0.1, 0.3], true, false],
  [[0.1, null, 0.3], false, true],
])('compares shares with what the weights leave unexplained: %o', (weights, isWeighed, isOpen) => {
  const { shareOfVoice: voice } = sampleRun(['org/a', 'org/b', 'org/c'], 1, [])
  const donors = voice!.donors.map((donor, at) => ({ ...donor, weight: weights[at]! }))
  const told = JSON.stringify(scatterSection({ ...voice!, donors }))
  expect(told.includes('weight × norm')).toBe(isWeighed)
  expect(told.includes('little weight')).toBe(isOpen)
})
