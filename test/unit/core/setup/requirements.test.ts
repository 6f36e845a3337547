import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { newestMergekit } from '../../../../src/core/mergekit/known.ts'
import { lockedVersions, torchWheels } from '../../../../src/core/setup/requirements.ts'

const lock = readFileSync(new URL('../../../../python/requirements.lock', import.meta.url), 'utf8')

describe('the pins of the lock', () => {
  test.each(['3.10.4', '3.11.7', '3.12.1', '3.13.0'])(
    'Python %s gets one version of every package',
    (python) => {
      const pins = lockedVersions(lock, python, 'linux')
      expect(pins.get('mergekit')).toBe(newestMergekit.version)
      expect([...pins.keys()]).toEqual(
        expect.arrayContaining(['transformers', 'numpy', 'mistral-common', 'setuptools']),
      )
      expect(pins.has('torch')).toBe(false)
    },
  )

  test('what differs by Python differs', () => {
    const of = (python: string) => lockedVersions(lock, python, 'linux').get('numpy')
    expect(of('3.10.4')).not.toBe(of('3.13.0'))
  })

  test('what only Windows needs is there on Windows alone', () => {
    expect(lockedVersions(lock, '3.12.1', 'linux').has('colorama')).toBe(false)
    expect(lockedVersions(lock, '3.12.1', 'win32').has('colorama')).toBe(true)
  })

  test('every package has a hash', () => {
    const entries = lock.split(/\n(?=[a-z])/).slice(1)
    expect(entries.length).toBeGreaterThan(60)
    for (const entry of entries) expect(entry).toMatch(/--hash=sha256:[0-9a-f]{64}/)
  })
})

test('a wheel of torch fits when version and Python do', () => {
  const files = [
    'torch-2.13.0+cpu-cp311-cp311-manylinux_2_28_x86_64.whl',
    'torch-2.13.0+cpu-cp312-cp312-manylinux_2_28_x86_64.whl',
    'torch-2.14.1-cp311-cp311-manylinux_2_28_x86_64.whl',
    'torchvision-2.13.0-cp311-cp311-manylinux_2_28_x86_64.whl',
  ]
  expect(torchWheels(files, '2.13.0', '3.11.7')).toEqual([files[0]])
  expect(torchWheels(files, '2.13.0', '3.13.0')).toEqual([])
})
