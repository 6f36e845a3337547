import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { layerCount, mostLayers } from '../../../../src/core/model/layer-counts.ts'
import { repositoryRoot } from '../../../support/python.ts'

it('is counted as Python counts it', () => {
  const source = readFileSync(join(repositoryRoot, 'python/mergescope/architecture/layer_counts.py'), 'utf8')
  expect(/re\.compile\(\s*r"([^"]+)"/.exec(source)?.[1]).toBe(layerCount.source)
  expect(Number(/MOST_LAYERS = ([\d_]+)/.exec(source)?.[1]?.replaceAll('_', ''))).toBe(mostLayers)
})
