import { describe, expect, test } from 'vitest'
import { brokenCombinations } from '../../../../src/core/doctor/combinations.ts'

const works = {
  mergekit: '0.1.5',
  transformers: '5.23.0',
  pydantic: '2.14.3',
  'huggingface-hub': '2.4.0',
}
const worksOld = {
  mergekit: '0.1.4',
  transformers: '4.57.6',
  pydantic: '2.10.6',
  'huggingface-hub': '0.36.2',
}
const codes = (packages: Readonly<Record<string, string>>) =>
  brokenCombinations(packages).map(({ code }) => code)

describe('sets of versions that do not work are known by name', () => {
  test('the two sets that work are not among them', () => {
    expect(codes(works)).toEqual([])
    expect(codes(worksOld)).toEqual([])
  })

  test('mergekit 0.1.4 as pip resolves it today', () => {
    const [broken] = brokenCombinations({ ...worksOld, transformers: '5.12.1', 'huggingface-hub': '1.9.0' })
    expect(broken?.code).toBe('mergekit-0.1.4-transformers-5')
    expect(broken?.message).toContain('ConfiguredModuleArchitecture')
    expect(broken?.install).toContain('transformers<5')
  })

  test.each([
    ['mergekit-0.1.4-pydantic-2.13', { ...worksOld, pydantic: '2.13.1' }],
    ['mergekit-0.1.5-transformers-4', { ...works, transformers: '4.57.6' }],
    ['mergekit-licence', { ...works, mergekit: '0.1.2' }],
    ['transformers-5-huggingface-hub-0', { ...works, 'huggingface-hub': '0.36.2' }],
  ])('%s', (code, packages) => {
    expect(codes(packages)).toContain(code)
  })
})

test('a mergekit that is not known is held against no set, but one before the first known against its licence', () => {
  expect(codes({ ...works, mergekit: '0.1.99', transformers: '4.57.6' })).toEqual([])
  expect(codes({ ...worksOld, mergekit: '0.1.4.dev0' })).toEqual(['mergekit-licence'])
})
