import { expect, it } from 'vitest'
import { donorProfile } from '../../../../src/core/view/donor-profile.ts'
import { sampleRun } from '../../../support/run-result.ts'

const voice = sampleRun(['org/a', 'org/b'], 40, []).shareOfVoice!
const at = (layer: number, share: number) => ({
  layer: String(layer),
  donors: [{ ref: 'org/a', share, norm: 1, projection: null, cosine: null, keptDensity: null }],
})

it('draws a column a layer, as high as its share, and names the ends', () => {
  const profile = donorProfile({ ...voice, layers: [at(0, 0), at(1, 0.1), at(2, 0.4)] }, 'org/a', 80)
  expect(profile).toMatchObject({ layers: ' ▃█', range: '0.0 % in layer 0 to 40.0 % in layer 2' })
  expect(profile.modules.map(({ module }) => module)).toEqual(voice.modules.map(({ module }) => module))
})

it.each([
  [[1, 1, 1], '100.0 % in every layer'],
  [[0.50001, 0.49999], '50.0 % in every layer'],
  [[0, 0], '0.0 % in every layer'],
  [[0.25], '25.0 % in layer 0'],
])('says of shares %j in one range: %s', (shares, range) => {
  const layers = shares.map((share, layer) => at(layer, share))
  expect(donorProfile({ ...voice, layers }, 'org/a', 80).range).toBe(range)
})

it('lets neighbours share a column where there are more layers than columns, and none be lost', () => {
  const layers = Array.from({ length: 100 }, (_, layer) => at(layer, layer === 57 ? 1 : 0))
  const { layers: drawn } = donorProfile({ ...voice, layers }, 'org/a', 12)
  expect(drawn).toHaveLength(12)
  expect(drawn.trim()).toBe('█')
  expect(donorProfile({ ...voice, layers: [] }, 'org/a', 12)).toMatchObject({ layers: '', range: '' })
})
