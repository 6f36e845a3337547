import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { MergescopeError } from '../../../../src/core/errors.ts'
import { parseHeader, parseHeaderLength } from '../../../../src/core/safetensors/parse-header.ts'
import { parseIndex } from '../../../../src/core/safetensors/parse-index.ts'
import { mutate, mutations } from '../../../support/mutate.ts'
import { packHeader, safetensorsBytes } from '../../../support/safetensors-bytes.ts'
import { mistralTensors, smallShape } from '../../../support/sparse-donor.ts'

const { json, dataBytes } = packHeader(mistralTensors(smallShape), { format: 'pt' })
const names = Object.keys(mistralTensors(smallShape))
const index = JSON.stringify({
  weight_map: Object.fromEntries(names.map((name) => [name, 'model.safetensors'])),
})
const mostMemory = 100_000_000

/** Runs it; anything but a result or an error with a message for a user is a crash. Returns the memory it took. */
function memoryOf(task: () => unknown): number {
  const before = process.memoryUsage()
  try {
    task()
  } catch (error) {
    if (!(error instanceof MergescopeError)) throw error
    expect(error.code).toBe('safetensors-invalid')
    expect(error.message).not.toMatch(/[\u0000-\u001f\u007f]/)
    expect(error.message.length).toBeLessThan(700)
  }
  const after = process.memoryUsage()
  return after.heapUsed + after.arrayBuffers - before.heapUsed - before.arrayBuffers
}

function parse(file: Uint8Array): void {
  const length = parseHeaderLength(file.subarray(0, 8), file.length, 'x')
  const header = parseHeader(file.subarray(8, 8 + length), file.length, 'x')
  for (const { begin, end } of header.tensors)
    expect(header.dataStart + end - begin).toBeLessThanOrEqual(file.length)
}

describe('a valid header, changed in a few places', () => {
  it('is read or refused with a message, and takes no memory to speak of', () => {
    fc.assert(
      fc.property(mutations, (changes) => {
        const file = safetensorsBytes(mutate(new TextEncoder().encode(json), changes), dataBytes)
        expect(memoryOf(() => parse(file))).toBeLessThan(mostMemory)
      }),
      { numRuns: 1500 },
    )
  })

  it('so is the whole file, its length included', () => {
    const file = safetensorsBytes(json, dataBytes)
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 8, maxLength: 8 }),
        mutations,
        fc.boolean(),
        (start, changes, keep) => {
          const changed = mutate(file, changes)
          if (!keep) changed.set(start.subarray(0, Math.min(8, changed.length)))
          expect(memoryOf(() => parse(changed))).toBeLessThan(mostMemory)
        },
      ),
      { numRuns: 500 },
    )
  })

  it('so is an index', () => {
    fc.assert(
      fc.property(mutations, (changes) => {
        const bytes = mutate(new TextEncoder().encode(index), changes)
        expect(memoryOf(() => parseIndex(bytes, 'model.safetensors.index.json'))).toBeLessThan(mostMemory)
      }),
      { numRuns: 1000 },
    )
  })
})
