import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseModelRef } from '../../../src/core/model-ref.ts'
import { isObjectUri } from '../../../src/core/object-uri.ts'

const scheme = fc.constantFrom('s3', 'gs', 'az')
const name = fc.stringMatching(/^[a-z0-9][a-z0-9._-]{2,20}$/)

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
  's3://bucket/model+s3://hidden/adapter',
  's3://bucket/model@hidden',
  's3://bucket',
  'gs:///hidden',
])('%s is refused, and nothing of it repeated', (uri) => {
  expect(() => parseModelRef(uri)).toThrow(/^(?!.*hidden).*an address in object storage cannot be used/)
})

test.each(['org/name', './s3', 'C:\\s3', 's3:/x', 'hf://org/name', 'file:///x'])('%s is none', (text) => {
  expect(isObjectUri(text)).toBe(false)
})
