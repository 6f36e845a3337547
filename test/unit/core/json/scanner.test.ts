import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { JsonError } from '../../../../src/core/json/json-error.ts'
import { JsonScanner } from '../../../../src/core/json/scanner.ts'
import { mutate, mutations } from '../../../support/mutate.ts'

const encode = (text: string) => new TextEncoder().encode(text)

/** Builds the value from what the scanner pulls. */
function build(json: JsonScanner): unknown {
  switch (json.peek()) {
    case 'object': {
      const object: Record<string, unknown> = {}
      json.enterObject()
      while (json.nextKey()) {
        const value = { key: json.text(), value: build(json) }
        Object.defineProperty(object, value.key, {
          value: value.value,
          enumerable: true,
          configurable: true,
          writable: true,
        })
      }
      return object
    }
    case 'array': {
      const array: unknown[] = []
      json.enterArray()
      while (json.nextItem()) array.push(build(json))
      return array
    }
    case 'string':
      return json.string()
    case 'boolean':
      return json.boolean()
    default: {
      json.skip()
      const end = json.at
      const from = Math.max(...['[', ',', ':', ' '].map((char) => lastIndexBefore(json.bytes, char, end))) + 1
      return JSON.parse(new TextDecoder().decode(json.bytes.subarray(from, end)))
    }
  }
}

function lastIndexBefore(bytes: Uint8Array, char: string, end: number): number {
  return bytes.subarray(0, end).lastIndexOf(char.charCodeAt(0))
}

function parse(bytes: Uint8Array): unknown {
  const json = new JsonScanner(bytes)
  const value = build(json)
  json.end()
  return value
}

function accepts(bytes: Uint8Array): boolean {
  try {
    const json = new JsonScanner(bytes, 10_000)
    json.skip()
    json.end()
    return true
  } catch (error) {
    if (error instanceof JsonError) return false
    throw error
  }
}

function platformAccepts(bytes: Uint8Array): boolean {
  try {
    JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes))
    return true
  } catch {
    return false
  }
}

describe('JsonScanner', () => {
  it('reads any value as JSON.parse does', () => {
    fc.assert(
      fc.property(fc.json({ stringUnit: 'binary' }), (text) => {
        fc.pre(!/\\ud[89a-f]/i.test(text))
        expect(parse(encode(text))).toEqual(JSON.parse(text))
      }),
      { numRuns: 500 },
    )
  })

  it('accepts damaged JSON exactly where JSON.parse does, half surrogates apart', () => {
    fc.assert(
      fc.property(fc.json(), mutations, (text, changes) => {
        const bytes = mutate(encode(text), changes)
        fc.pre(!/\\ud[89a-f]/i.test(new TextDecoder().decode(bytes)))
        expect(accepts(bytes)).toBe(platformAccepts(bytes))
      }),
      { numRuns: 3000 },
    )
  })

  it.each(['\\ud83d\\ude00', '\\u00e9', '\\"\\\\\\/\\b\\f\\n\\r\\t', 'plain', 'é😀', '\\u0000', ''])(
    'decodes "%s" into the same bytes as the platform',
    (notation) => {
      const json = new JsonScanner(encode(`"${notation}"`))
      expect(json.string()).toBe(JSON.parse(`"${notation}"`))
      const target = new Uint8Array(64)
      expect(target.subarray(0, json.copyText(target, 0))).toEqual(encode(JSON.parse(`"${notation}"`)))
    },
  )

  it('reads whole numbers exactly or not at all', () => {
    const read = (text: string, max?: number) => new JsonScanner(encode(text)).wholeNumber(max)
    expect(read('9007199254740991')).toBe(Number.MAX_SAFE_INTEGER)
    expect(() => read('9007199254740992')).toThrow(/9007199254740992, which is more than 9007199254740991/)
    expect(() => read('9007199254740993')).toThrow(/9007199254740993/)
    expect(() => read('99999999999999999999999')).toThrow(/99999999999999999999999/)
    expect(() => read('8', 7)).toThrow(/8, which is more than 7/)
    for (const text of ['-1', '1.0', '1e0', '-0', '0.5'])
      expect(() => read(text)).toThrow(/whole number of at least 0/)
    expect(() => read('01')).toThrow(/leading zero/)
    expect(() => read('"1"')).toThrow(/a string where a whole number belongs/)
  })

  it('does not go deeper than it is told, and needs no stack to get there', () => {
    const nested = (depth: number) => encode('['.repeat(depth) + ']'.repeat(depth))
    const skip = (depth: number, max: number) => new JsonScanner(nested(depth), max).skip()
    expect(() => skip(64, 64)).not.toThrow()
    expect(() => skip(65, 64)).toThrow(/more than 64 levels/)
    expect(() => skip(1e6, 1e6)).not.toThrow()
  })

  it('sees a key that stands twice', () => {
    const json = new JsonScanner(encode('{"a":1,"a":2}'))
    const keys: string[] = []
    json.enterObject()
    while (json.nextKey()) {
      keys.push(json.text())
      json.skip()
    }
    expect(keys).toEqual(['a', 'a'])
  })
})
