import { describe, expect, test } from 'vitest'
import { parsePipLine, pipFailure } from '../../../../src/core/setup/pip-output.ts'

describe("what a line of pip's output says", () => {
  test.each([
    ['Collecting numpy==2.3.5 (from -r requirements.lock (line 1))', { kind: 'package', name: 'numpy' }],
    [
      '  Downloading numpy-2.3.5-cp311-cp311-manylinux_2_28_x86_64.whl (16.9 MB)',
      {
        kind: 'file',
        file: 'numpy-2.3.5-cp311-cp311-manylinux_2_28_x86_64.whl',
        size: '16.9 MB',
        from: 'network',
      },
    ],
    [
      '  Using cached tqdm-4.70.1-py3-none-any.whl (78 kB)',
      { kind: 'file', file: 'tqdm-4.70.1-py3-none-any.whl', size: '78 kB', from: 'cache' },
    ],
    [
      'Processing ./wheels/torch-2.13.0+cpu-cp311-cp311-linux_x86_64.whl',
      { kind: 'file', file: 'torch-2.13.0+cpu-cp311-cp311-linux_x86_64.whl', size: null, from: 'folder' },
    ],
    ['Progress 8388608 of 191794682', { kind: 'bytes', done: 8388608, total: 191794682 }],
    ['Installing collected packages: a, b-c, d', { kind: 'installing', packages: 3 }],
    ['Looking in indexes: https://example.org/simple', null],
    ['', null],
  ])('%s', (line, said) => {
    expect(parsePipLine(line)).toEqual(said)
  })
})

describe('why pip failed', () => {
  test('its ERROR lines, not the warnings before them', () => {
    const said = 'WARNING: retrying\nERROR: No matching distribution found for nothing==1\n'
    expect(pipFailure(said)).toBe('No matching distribution found for nothing==1')
  })

  test('the last line where there is no ERROR line', () => {
    expect(
      pipFailure('Traceback (most recent call last):\n  x\nOSError: [Errno 28] No space left on device\n'),
    ).toBe('OSError: [Errno 28] No space left on device')
  })
})
