import { describe, expect, it } from 'vitest'
import { parseIndex } from '../../../../src/core/safetensors/parse-index.ts'

const parse = (text: string) => parseIndex(new TextEncoder().encode(text), 'model.safetensors.index.json')
const map = (entries: string) => `{"metadata":{"total_size":1},"weight_map":{${entries}}}`

describe('parseIndex', () => {
  it('gives the shard of each tensor', () => {
    const index = parse(map('"a":"x-1.safetensors","__proto__":"x-2.safetensors"'))
    expect([...index]).toEqual([
      ['a', 'x-1.safetensors'],
      ['__proto__', 'x-2.safetensors'],
    ])
  })

  it('gives every name of the same file as the same path', () => {
    const names = [
      'x.safetensors',
      './x.safetensors',
      './/./x.safetensors',
      'w/x.safetensors',
      '.w//./x.safetensors',
    ]
    const index = parse(map(names.map((name, at) => `"${at}":"${name}"`).join()))
    expect([...index.values()]).toEqual([
      'x.safetensors',
      'x.safetensors',
      'x.safetensors',
      'w/x.safetensors',
      '.w/x.safetensors',
    ])
  })

  it.each([
    ['a path up', '"a":"../x.safetensors"', /leaves the model folder/],
    ['a path up in the middle', '"a":"sub/../../x.safetensors"', /leaves the model folder/],
    ['a way back up', '"a":"sub/../x.safetensors"', /goes back up with "\.\."/],
    ['a file as a folder', '"a":"x.safetensors/"', /is not a safetensors file/],
    ['an absolute path', '"a":"/etc/x.safetensors"', /leaves the model folder/],
    ['a Windows path', '"a":"C:\\\\x.safetensors"', /leaves the model folder/],
    ['a path up with backslashes', '"a":"..\\\\x.safetensors"', /leaves the model folder/],
    ['a NUL in the name', '"a":"x\\u0000.safetensors"', /control characters/],
    ['a pickle', '"a":"pytorch_model.bin"', /"pytorch_model.bin", which is not a safetensors file/],
    ['a number', '"a":1', /a number where a string belongs/],
    ['a tensor twice', '"a":"x.safetensors","a":"y.safetensors"', /the tensor "a" twice/],
  ])('refuses %s, and names it', (_, entries, says) => {
    expect(() => parse(map(entries))).toThrow(says)
  })

  it.each([
    ['no weight_map', '{"metadata":{}}', /no weight_map/],
    ['an array', '[]', /an array where an object belongs/],
    ['half a file', '{"weight_map":{"a":', /ends too early/],
    ['deep nesting', `{"x":${'['.repeat(1e5)}`, /levels of nesting/],
    ['two maps', '{"weight_map":{},"weight_map":{}}', /a second weight_map/],
  ])('refuses %s', (_, text, says) => {
    expect(() => parse(text)).toThrow(says)
  })
})
