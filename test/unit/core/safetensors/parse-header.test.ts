import { describe, expect, it } from 'vitest'
import { MergescopeError } from '../../../../src/core/errors.ts'
import { type Dtype, dtypeBits } from '../../../../src/core/safetensors/dtypes.ts'
import { parseHeader, parseHeaderLength } from '../../../../src/core/safetensors/parse-header.ts'
import { badSafetensors, oddSafetensors } from '../../../support/bad-safetensors.ts'
import { safetensorsBytes } from '../../../support/safetensors-bytes.ts'

function parse(file: Uint8Array) {
  const length = parseHeaderLength(file.subarray(0, 8), file.length, 'x.safetensors')
  return parseHeader(file.subarray(8, 8 + length), file.length, 'x.safetensors')
}

function refusal(file: Uint8Array): MergescopeError {
  try {
    parse(file)
  } catch (error) {
    if (error instanceof MergescopeError) return error
    throw error
  }
  throw new Error('was accepted')
}

describe('a bad header is refused, by name and place', () => {
  it.each(badSafetensors.map((bad) => [bad.name, bad] as const))('%s', (_, { bytes, says }) => {
    const error = refusal(bytes)
    expect(error.code).toBe('safetensors-invalid')
    expect(error.message).toMatch(/^x\.safetensors is not a valid safetensors file: /)
    expect(error.message).toMatch(says)
    expect(error.message).not.toMatch(/[\u0000-\u001f\u007f]/)
    expect(error.hint).toBeTruthy()
  })
})

describe('an odd header is accepted', () => {
  it.each(oddSafetensors.map((odd) => [odd.name, odd] as const))('%s', (_, { bytes, tensors }) => {
    expect(parse(bytes).tensors).toHaveLength(tensors)
  })
})

describe('what a valid header tells', () => {
  it.each(Object.entries(dtypeBits) as [Dtype, number][])('the size of %s', (dtype, bits) => {
    const file = safetensorsBytes(`{"a":{"dtype":"${dtype}","shape":[2,4],"data_offsets":[0,${bits}]}}`, bits)
    expect(parse(file).tensors[0]).toMatchObject({ dtype, shape: [2, 4], begin: 0, end: bits })
  })

  it('knows all 22 dtypes', () => expect(Object.keys(dtypeBits)).toHaveLength(22))

  it('keeps offsets up to 2^53 exact', () => {
    const size = 9_007_199_254_739_991
    const json = `{"a":{"dtype":"U8","shape":[${size}],"data_offsets":[0,${size}]}}`
    const { tensors } = parseHeader(new TextEncoder().encode(json), 8 + json.length + size, 'x')
    expect(tensors[0]?.end).toBe(size)
  })

  it('gives tensors in the order of their data, and where the data starts', () => {
    const file = oddSafetensors.find(({ name }) => name.startsWith('tensors out of order'))!.bytes
    const { tensors, dataStart } = parse(file)
    expect(tensors.map(({ name }) => name)).toEqual(['a', 'z', 'b'])
    expect(dataStart).toBe(file.length - 6)
  })

  it('keeps metadata that would trap an object', () => {
    const { metadata } = parse(safetensorsBytes('{"__metadata__":{"__proto__":"x","format":"pt"}}'))
    expect([...metadata]).toEqual([
      ['__proto__', 'x'],
      ['format', 'pt'],
    ])
    expect(({} as Record<string, unknown>).x).toBeUndefined()
  })
})
