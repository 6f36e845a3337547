import fc from 'fast-check'
import { expect, test } from 'vitest'
import { torchTensors } from '../../../../src/core/pickle/torch-file.ts'

const bytesOf = (...parts: readonly (string | readonly number[])[]) =>
  Uint8Array.from(parts.flatMap((part) => (typeof part === 'string' ? [...Buffer.from(part)] : part)))

const text = (value: string) => bytesOf('X', [value.length, 0, 0, 0], value)
const named = (value: string) => bytesOf(`c${value.replace(/\.(?=\w+$)/, '\n')}\n`)

/** `OrderedDict({name: tensor})`, as torch.save pickles it, behind the head of an archive's first file. */
function saved(name: string, shape: readonly number[], storage = 'torch.BFloat16Storage'): Uint8Array {
  const sizes = shape.flatMap((size) => ['J', [size & 255, (size >> 8) & 255, 0, 0]] as const)
  const tensor = bytesOf(
    ...[
      '(',
      '(',
      [...text('storage')],
      [...named(storage)],
      [...text('0')],
      [...text('cpu')],
      'K\x40',
      't',
      'Q',
    ],
    ...[
      'K\x00',
      '(',
      ...sizes,
      't',
      '(',
      ...sizes,
      't',
      [0x89],
      'c',
      'collections\nOrderedDict\n',
      ')',
      'R',
      't',
    ],
  )
  const pickle = bytesOf(
    ...[[0x80, 2], [...named('collections.OrderedDict')], ')', 'R', 'q\x00', '('],
    ...[[...text(name)], [...named('torch._utils._rebuild_tensor_v2')], [...tensor], 'R', 'u', '.'],
  )
  return bytesOf(
    ...['PK\x03\x04', Array.from({ length: 22 }, () => 0), [13, 0, 0, 0], 'model/data.pkl'.slice(-13)],
    [...pickle],
  )
}

test('names, dtypes and shapes come before the values', () => {
  expect(torchTensors(saved('model.norm.weight', [300, 4]))).toEqual([
    { name: 'model.norm.weight', dtype: 'BF16', shape: [300, 4], begin: 0, end: 2400 },
  ])
})

test.each([
  ['a name that leaves its folder', saved('../x', [1])],
  ['an unknown storage', saved('x', [1], 'os.system')],
  ['no archive', bytesOf('x')],
  [
    'an archive of something else',
    bytesOf(
      'PK\x03\x04',
      Array.from({ length: 40 }, () => 0),
    ),
  ],
])('nothing is made of %s', (_, bytes) => {
  expect(torchTensors(bytes)).toBeNull()
})

test('whatever the bytes are, it ends, with tensors, with nothing, or with an error', () => {
  const whole = saved('model.norm.weight', [300, 4])
  const change = fc.record({ at: fc.nat(whole.length - 1), byte: fc.nat(255) })
  fc.assert(
    fc.property(fc.array(change, { maxLength: 6 }), fc.nat(whole.length), (changes, length) => {
      const bytes = whole.slice(0, length)
      for (const { at, byte } of changes) if (at < length) bytes[at] = byte
      try {
        const tensors = torchTensors(bytes) ?? []
        expect(tensors.every(({ name }) => name.length < length)).toBe(true)
      } catch (thrown) {
        expect(thrown).toBeInstanceOf(Error)
      }
    }),
    { numRuns: 5000, seed: 4 },
  )
})
