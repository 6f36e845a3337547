import { safetensorsBytes } from './safetensors-bytes.ts'

export interface BadFile {
  readonly name: string
  readonly bytes: Uint8Array
  /** What the message must say. */
  readonly says: RegExp
  /** The reference implementation accepts it; refusing it is our decision. */
  readonly stricter?: true
}

const u64 = (value: bigint, rest = ''): Uint8Array => {
  const text = new TextEncoder().encode(rest)
  const bytes = new Uint8Array(8 + text.length)
  new DataView(bytes.buffer).setBigUint64(0, value, true)
  bytes.set(text, 8)
  return bytes
}

const entry = (dtype = '"U8"', shape = '[4]', offsets = '[0,4]') =>
  `{"dtype":${dtype},"shape":${shape},"data_offsets":${offsets}}`
const fileWith = (text: string, data = 4) => safetensorsBytes(`{"a":${text}}`, data)
const named = (name: string) => safetensorsBytes(`{${name}:${entry()}}`, 4)
const latin1 = (text: string) => Uint8Array.from(text, (char) => char.charCodeAt(0))

/** Every sort of damage to a header that must be refused before anything is read. */
export const badSafetensors: readonly BadFile[] = [
  { name: 'an empty file', bytes: new Uint8Array(0), says: /the file is empty/ },
  { name: '7 bytes', bytes: new Uint8Array(7), says: /ends after 7 bytes/ },
  { name: 'a length of 0', bytes: u64(0n, '{}'), says: /header has no bytes/ },
  { name: 'a length of 2^64-1', bytes: u64(2n ** 64n - 1n, '{}'), says: /18,446,744,073,709,551,615 bytes/ },
  { name: 'a length of 100,000,001', bytes: u64(100_000_001n, '{}'), says: /100,000,001 bytes/ },
  { name: 'a length beyond the file', bytes: u64(3n, '{}'), says: /3 bytes, but the file has only 10/ },
  {
    name: 'text that is not UTF-8',
    bytes: safetensorsBytes(latin1(`{"\xff":${entry()}}`), 4),
    says: /UTF-8/,
  },
  {
    name: 'an overlong UTF-8 form',
    bytes: safetensorsBytes(latin1(`{"\xc0\xaf":${entry()}}`), 4),
    says: /UTF-8/,
  },
  {
    name: 'a byte order mark',
    bytes: safetensorsBytes(`\ufeff{"a":${entry()}}`, 4),
    says: /byte order mark/,
  },
  { name: 'a trailing NUL', bytes: safetensorsBytes('{}\0'), says: /behind the end/ },
  { name: 'an array', bytes: safetensorsBytes('[]'), says: /an array where an object/ },
  { name: 'null', bytes: safetensorsBytes('null'), says: /null where an object/ },
  { name: 'truncated JSON', bytes: safetensorsBytes('{"a":{"dtype":"U8"'), says: /ends too early/ },
  { name: 'a string without end', bytes: safetensorsBytes('{"a'), says: /string without end/ },
  { name: 'a trailing comma', bytes: fileWith(`${entry()},`), says: /key that is not a string/ },
  { name: 'a second dtype', bytes: fileWith(entry('"U8","dtype":"U8"')), says: /second dtype/ },
  { name: 'a second shape', bytes: fileWith(entry('"U8"', '[4],"shape":[4]')), says: /second shape/ },
  {
    name: 'second offsets',
    bytes: fileWith(entry('"U8"', '[4]', '[0,4],"data_offsets":[0,4]')),
    says: /second data_offsets/,
  },
  {
    name: 'a second __metadata__',
    bytes: safetensorsBytes('{"__metadata__":{},"__metadata__":{}}'),
    says: /second __metadata__/,
  },
  {
    name: 'nested metadata',
    bytes: safetensorsBytes('{"__metadata__":{"a":{}}}'),
    says: /object where a string/,
  },
  {
    name: 'integer metadata',
    bytes: safetensorsBytes('{"__metadata__":{"a":1}}'),
    says: /number where a string/,
  },
  {
    name: 'an overlap',
    bytes: safetensorsBytes(`{"a":${entry()},"b":${entry('"U8"', '[4]', '[2,6]')}}`, 6),
    says: /"b" overlaps/,
  },
  {
    name: 'two tensors on the same bytes',
    bytes: safetensorsBytes(`{"a":${entry()},"b":${entry()}}`, 4),
    says: /overlaps/,
  },
  {
    name: 'a hole',
    bytes: safetensorsBytes(`{"a":${entry()},"b":${entry('"U8"', '[4]', '[6,10]')}}`, 10),
    says: /hole of 2 bytes before the tensor "b"/,
  },
  { name: 'a hole at the start', bytes: fileWith(entry('"U8"', '[4]', '[2,6]'), 6), says: /hole of 2 bytes/ },
  {
    name: 'bytes behind the last tensor',
    bytes: fileWith(entry(), 7),
    says: /3 bytes behind the last tensor/,
  },
  {
    name: 'truncated data',
    bytes: fileWith(entry(), 3),
    says: /cut off: the header promises 4 bytes of data, the file has 3/,
  },
  { name: 'an end before its begin', bytes: fileWith(entry('"U8"', '[4]', '[4,0]')), says: /run backwards/ },
  {
    name: 'a negative offset',
    bytes: fileWith(entry('"U8"', '[4]', '[-4,0]')),
    says: /-4 where a whole number/,
  },
  {
    name: 'an offset of -0',
    bytes: fileWith(entry('"U8"', '[4]', '[-0,4]')),
    says: /-0 where a whole number/,
  },
  {
    name: 'a float as offset',
    bytes: fileWith(entry('"U8"', '[4]', '[0,4.0]')),
    says: /4\.0 where a whole number/,
  },
  {
    name: 'an exponent as offset',
    bytes: fileWith(entry('"U8"', '[4]', '[0,4e0]')),
    says: /4e0 where a whole number/,
  },
  { name: 'a leading zero', bytes: fileWith(entry('"U8"', '[4]', '[0,04]')), says: /leading zero/ },
  {
    name: 'a string as offset',
    bytes: fileWith(entry('"U8"', '[4]', '["0",4]')),
    says: /string where a whole number/,
  },
  { name: 'one offset', bytes: fileWith(entry('"U8"', '[4]', '[0]')), says: /1 data_offsets .* where 2/ },
  {
    name: 'three offsets',
    bytes: fileWith(entry('"U8"', '[4]', '[0,4,8]')),
    says: /3 data_offsets .* where 2/,
  },
  {
    name: 'an offset above 2^53',
    bytes: fileWith(entry('"U8"', '[4]', '[9007199254740993,9007199254740997]')),
    says: /9007199254740993, which is more than/,
  },
  {
    name: 'an offset above 2^64',
    bytes: fileWith(entry('"U8"', '[4]', '[0,18446744073709551620]')),
    says: /18446744073709551620, which is more than/,
  },
  {
    name: 'a shape whose product overflows',
    bytes: fileWith(entry('"U8"', '[4294967296,4294967296,4294967296]')),
    says: /overflows/,
  },
  {
    name: 'a shape of 10^5 sides',
    bytes: fileWith(entry('"U8"', `[${'2,'.repeat(1e5)}0]`)),
    says: /overflows/,
  },
  {
    name: 'a shape that does not fit its bytes',
    bytes: fileWith(entry('"F32"', '[4]')),
    says: /4 bytes .* where F32 \[4\] takes 16/,
  },
  { name: 'an unknown dtype', bytes: fileWith(entry('"F128"')), says: /unknown dtype "F128"/ },
  { name: 'the dtype toString', bytes: fileWith(entry('"toString"')), says: /unknown dtype/ },
  { name: 'a lower-case dtype', bytes: fileWith(entry('"u8"')), says: /unknown dtype "u8"/ },
  { name: 'an odd number of F4', bytes: fileWith(entry('"F4"', '[3]', '[0,2]'), 2), says: /whole bytes/ },
  {
    name: 'a broken number of F6',
    bytes: fileWith(entry('"F6_E2M3"', '[3]', '[0,3]'), 3),
    says: /whole bytes/,
  },
  {
    name: 'no dtype',
    bytes: fileWith('{"shape":[4],"data_offsets":[0,4]}'),
    says: /no dtype of the tensor "a"/,
  },
  { name: 'no shape', bytes: fileWith('{"dtype":"U8","data_offsets":[0,4]}'), says: /no shape/ },
  { name: 'no offsets', bytes: fileWith('{"dtype":"U8","shape":[4]}'), says: /no data_offsets/ },
  { name: 'a lone surrogate', bytes: named('"\\ud800"'), says: /surrogate/ },
  { name: 'a low surrogate first', bytes: named('"\\udc00\\ud800"'), says: /surrogate/ },
  { name: 'NaN', bytes: fileWith(entry('"U8"', '[NaN]')), says: /no JSON value/ },
  { name: 'nesting of 10^5', bytes: safetensorsBytes(`{"a":${'['.repeat(1e5)}`), says: /where an object/ },
  {
    name: 'nesting of 10^5 in an extra field',
    bytes: fileWith(`{"x":${'['.repeat(1e5)}${']'.repeat(1e5)},${entry().slice(1)}`),
    says: /levels of nesting/,
  },
  { name: '{} followed by data', bytes: safetensorsBytes('{}', 4), says: /4 bytes behind the last tensor/ },
  {
    name: 'an entry as an array',
    bytes: fileWith('["U8",[4],[0,4]]'),
    says: /array where an object/,
    stricter: true,
  },
  {
    name: '__metadata__: null',
    bytes: safetensorsBytes('{"__metadata__":null}'),
    says: /null where an object/,
    stricter: true,
  },
  {
    name: 'a second tensor of one name',
    bytes: safetensorsBytes(`{"a":${entry()},"a":${entry()}}`, 4),
    says: /second tensor "a"/,
    stricter: true,
  },
  { name: 'an empty name', bytes: named('""'), says: /is empty/, stricter: true },
  { name: 'the name __proto__', bytes: named('"__proto__"'), says: /__proto__/, stricter: true },
  {
    name: 'the name __proto__, escaped',
    bytes: named('"\\u005f_proto__"'),
    says: /__proto__/,
    stricter: true,
  },
  {
    name: 'a control character in a name',
    bytes: named('"a\\u0007"'),
    says: /control characters/,
    stricter: true,
  },
  { name: 'a raw control character', bytes: named('"a\u0007"'), says: /control character/ },
  {
    name: 'an escape sequence in a name',
    bytes: named('"\\u001b[2J"'),
    says: /"\\u001b\[2J", which holds control/,
    stricter: true,
  },
  { name: 'the name ../../x', bytes: named('"../../x"'), says: /leaves its folder/, stricter: true },
  { name: 'the name ..\\x', bytes: named('"..\\\\x"'), says: /leaves its folder/, stricter: true },
]

/** Odd headers that are accepted, with the number of tensors in them. */
export const oddSafetensors: readonly { name: string; bytes: Uint8Array; tensors: number }[] = [
  { name: 'a leading space', bytes: safetensorsBytes(` {"a":${entry()}}`, 4), tensors: 1 },
  { name: 'padding of spaces', bytes: safetensorsBytes(`{"a":${entry()}}     `, 4), tensors: 1 },
  { name: 'an empty header', bytes: safetensorsBytes('{}'), tensors: 0 },
  { name: 'only metadata', bytes: safetensorsBytes('{"__metadata__":{"format":"pt"}}'), tensors: 0 },
  { name: 'extra fields', bytes: fileWith(`{"x":[{"y":null}],${entry().slice(1)}`), tensors: 1 },
  { name: 'a scalar', bytes: fileWith(entry('"U8"', '[]', '[0,1]'), 1), tensors: 1 },
  { name: 'a tensor without elements', bytes: fileWith(entry('"U8"', '[0]', '[0,0]'), 0), tensors: 1 },
  { name: 'the name constructor', bytes: named('"constructor"'), tensors: 1 },
  { name: 'a name with an emoji, escaped', bytes: named('"\\ud83d\\ude00"'), tensors: 1 },
  { name: 'a name with spaces and quotes', bytes: named(`"it's \\"a\\" b"`), tensors: 1 },
  {
    name: 'tensors out of order, one of them empty',
    bytes: safetensorsBytes(
      `{"b":${entry('"U8"', '[2]', '[4,6]')},"z":${entry('"U8"', '[0]', '[4,4]')},"a":${entry()}}`,
      6,
    ),
    tensors: 3,
  },
]
