import fc from 'fast-check'

const encoder = new TextEncoder()
/** Pieces that make JSON and headers go wrong in interesting ways. */
const pieces = [
  ...[
    '{',
    '}',
    '[',
    ']',
    ',',
    ':',
    '"',
    '\\',
    '\\u',
    '\\ud800',
    '-',
    '-0',
    '0',
    '1e9',
    '4.0',
    'NaN',
    'null',
    'true',
  ],
  ...[
    '9007199254740993',
    '18446744073709551616',
    '"dtype"',
    '"BF16"',
    '"F4"',
    '"__metadata__"',
    '"__proto__":',
    '\0',
    '\u001b',
  ],
  ...['"shape":[]', '"data_offsets":[0,0]', ' ', '\ufeff', '[[[[[[[[', '{"":{"":'],
].map((piece) => encoder.encode(piece))

/** Pieces that often change the meaning and not the grammar. */
const letters = ['a', '_', ' ', '1', '0', '\n', '4', '8'].map((piece) => encoder.encode(piece))

interface Mutation {
  readonly at: number
  readonly remove: number
  readonly insert: Uint8Array
}

const mutation: fc.Arbitrary<Mutation> = fc.record({
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  remove: fc.oneof(fc.integer({ min: 0, max: 1 }), fc.integer({ min: 0, max: 12 })),
  insert: fc.oneof(
    fc.constantFrom(...pieces),
    fc.constantFrom(...letters),
    fc.uint8Array({ maxLength: 3 }),
    fc.constant(new Uint8Array(0)),
  ),
})

/** A few changes: what to make of `original` is in the value, so that a failure shrinks. */
export const mutations = fc.array(mutation, { minLength: 1, maxLength: 3 })

export function mutate(original: Uint8Array, changes: readonly Mutation[]): Uint8Array {
  let bytes = original
  for (const { at, remove, insert } of changes) {
    const start = Math.floor(at * bytes.length)
    const end = Math.min(bytes.length, start + remove)
    const next = new Uint8Array(bytes.length - (end - start) + insert.length)
    next.set(bytes.subarray(0, start))
    next.set(insert, start)
    next.set(bytes.subarray(end), start + insert.length)
    bytes = next
  }
  return bytes
}
