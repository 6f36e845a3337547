import { readFileSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseModelRef } from '../../../src/core/model-ref.ts'
import { objectSchemes } from '../../../src/core/object-schemes.ts'
import { addressSlip, isObjectUri, withoutFileScheme } from '../../../src/core/object-uri.ts'
import { modelAt, whyNotFilled } from '../../../src/core/run/replaceable.ts'
import { partOfStorage } from '../../../src/core/setup/events.ts'

const scheme = fc.constantFrom(...objectSchemes)
const name = fc.stringMatching(/^[a-z0-9][a-z0-9._-]{2,20}$/)

const textOf = (path: string) => readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8')

test('the storages are the same ones in Python, and each is told of', () => {
  const table = /^STORAGES = \{(.*?)^\}/ms.exec(textOf('python/mergescope/sources/credentials.py'))![1]!
  expect([...table.matchAll(/^ {4}"(\w+)":/gm)].map(([, name]) => name)).toEqual(objectSchemes)
  for (const scheme of objectSchemes) expect(textOf('docs/scale.md')).toContain(`\`${scheme}://`)
  expect(Object.keys(partOfStorage)).toEqual(objectSchemes)
})

test('an address in object storage is one model, whatever slashes end it', () => {
  fc.assert(
    fc.property(
      scheme,
      name,
      fc.array(name, { minLength: 1, maxLength: 4 }),
      fc.nat(2),
      (kind, bucket, path, more) => {
        const uri = `${kind}://${[bucket, ...path].join('/')}`
        expect(isObjectUri(uri)).toBe(true)
        expect(parseModelRef(uri + '/'.repeat(more))).toEqual({
          model: { path: uri, revision: null },
          lora: null,
          overrideArchitecture: null,
        })
      },
    ),
  )
})

test.each([
  's3://key:hidden@bucket/model',
  's3://bucket/model?X-Amz-Signature=hidden',
  'az://container/model#hidden',
  's3://bucket/model@hidden',
  's3://bucket',
  'gs:///hidden',
  's3://bucket/../hidden',
  's3://bucket/hidden/.',
  's3://bucket/./hidden',
  's3://bucket/hid\u0001den',
])('%s is refused, and nothing of it repeated', (uri) => {
  expect(() => parseModelRef(uri)).toThrow(/^(?!.*hidden).*an address in object storage cannot be used/)
})

test.each(['s3://bucket/model+s3://hidden/adapter', 'az://bucket/model+./hidden'])(
  '%s is refused for its adapter',
  (uri) => {
    expect(() => parseModelRef(uri)).toThrow(
      /^(?!.*hidden).*a model with an adapter cannot be read from object storage/,
    )
  },
)

test.each(['org/name', './s3', 'C:\\s3', 's3:/x', 'hf://org/name', 'file:///x'])('%s is none', (text) => {
  expect(isObjectUri(text)).toBe(false)
})

test.each([
  ['s3:/bucket/hidden', 's3://'],
  ['S3://bucket/hidden', 's3://'],
  ['s3:bucket', 's3://'],
  ['s3a://hidden@bucket', 's3://'],
  ['gcs://bucket', 'gs://'],
  ['abfss://hidden@account.dfs.core.windows.net/x', 'az://'],
  ['file://host/x', 'file:///'],
  ['file:relative', 'file:///'],
  ['file:/x/hidden', 'file:///'],
  ['FILE:///x', 'file:///'],
  ['file:', 'file:///'],
  ['file:///x/100%', '%25'],
  ['file:///x/a%2Fb', '%25'],
  ['file:///x%00', '%25'],
  ['https://hidden/x', 's3://'],
  ['C:\\models\\hidden', 'this system'],
  ['\\\\host\\hidden', 'this system'],
])('%s is no path that anybody means, and told without being repeated', (text, hint) => {
  const slip = addressSlip(text, 'linux')!
  expect(slip.hint).toContain(hint)
  expect(JSON.stringify(slip)).not.toContain('hidden')
})

test.each(['merged', './s3:/x', '/models/s3', 's3', 'a:b', 'x:', 'file:///x', 's3://b/x', 'C', '../gs:x'])(
  '%s is a path or an address as it should be',
  (text) => expect(addressSlip(text, 'linux')).toBeNull(),
)

test('the address of a file is the path that Node makes of it, whatever characters that has', () => {
  const part = fc
    .string({ unit: 'binary', minLength: 1 })
    .filter((text) => !/[/\\\p{Cc}]|^\.{1,2}$/u.test(text))
  fc.assert(
    fc.property(fc.array(part, { minLength: 1, maxLength: 4 }), (parts) => {
      const path = `/${parts.map((text) => text.toWellFormed()).join('/')}`
      expect(withoutFileScheme(pathToFileURL(path).href)).toBe(path)
    }),
  )
  expect(withoutFileScheme('file:///x/a%20b')).toBe('/x/a b')
  expect(['/x/a%20b', './a%20b', 'file:x'].map(withoutFileScheme)).toEqual(['/x/a%20b', './a%20b', 'file:x'])
})

test('a path of Windows is one there', () => expect(addressSlip('C:\\x', 'win32')).toBeNull())

const uri = 's3://bucket/out'
test.each<[string[], boolean, string | null]>([
  [[], false, null],
  [['config.json'], false, 'is not empty'],
  [['config.json', 'model.safetensors', 'mergescope/run.json', 'mergescope/shards/model.json'], true, null],
  [['mergescope/run.json', 'model-00001-of-00002.safetensors'], true, null],
  [['model-00001-of-00002.safetensors'], true, 'not a model'],
  [['config.json', 'checkpoints/config.json'], true, 'checkpoints/'],
  [['config.json', 'mergescope/diary.txt'], true, 'mergescope/diary.txt'],
])('objects %j, overwriting: %s', (names, overwrite, told) => {
  const objection = whyNotFilled(uri, names, overwrite)
  if (told === null) expect(objection).toBeNull()
  else expect(objection?.why).toContain(told)
})

test('a model is lost with the address that it lies at, around it or inside it', () => {
  for (const model of [uri, `${uri}/part`, 's3://bucket']) expect(modelAt(uri, ['org/x', model])).toBe(model)
  expect(modelAt(uri, [`${uri}-2`, 'gs://bucket/out', 'org/out'])).toBeNull()
})
