import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { bridgeSchema } from '../../../../src/core/bridge/schema.ts'
import { jsonSchemas } from '../../../../src/core/contract/documents.ts'
import { errorCodes } from '../../../../src/core/error-codes.ts'
import { errorsDocument } from '../../../../src/core/error-document.ts'
import { checkCodes, verifyCodesDocument } from '../../../../src/core/verify/codes.ts'
import { architecturesDocument } from '../../../architectures/document.ts'
import { recordedResults } from '../../../architectures/record.ts'
import { repositoryRoot } from '../../../support/python.ts'

test('docs/errors.md is current', async () => {
  await expect(errorsDocument()).toMatchFileSnapshot(join(repositoryRoot, 'docs', 'errors.md'))
})

test('docs/verify-codes.md is current', async () => {
  await expect(verifyCodesDocument()).toMatchFileSnapshot(join(repositoryRoot, 'docs', 'verify-codes.md'))
})

test('docs/architectures.md is current', async () => {
  const text = architecturesDocument(recordedResults())
  await expect(text).toMatchFileSnapshot(join(repositoryRoot, 'docs', 'architectures.md'))
})

test('every code of a check is given by some check', async () => {
  const folder = join(repositoryRoot, 'src', 'core', 'verify')
  const names = (await readdir(folder)).filter((name) => name !== 'codes.ts')
  const all = (await Promise.all(names.map((name) => readFile(join(folder, name), 'utf8')))).join('\n')
  expect(checkCodes.filter((code) => !all.includes(`'${code}'`))).toEqual([])
})

test.each([...jsonSchemas()])('docs/schema/%s.json is current', async (name, schema) => {
  const text = `${JSON.stringify(schema, null, 2)}\n`
  await expect(text).toMatchFileSnapshot(join(repositoryRoot, 'docs', 'schema', `${name}.json`))
})

test('docs/schema/bridge.json is current', async () => {
  const text = `${JSON.stringify(bridgeSchema(), null, 2)}\n`
  await expect(text).toMatchFileSnapshot(join(repositoryRoot, 'docs', 'schema', 'bridge.json'))
})

test('every error code is thrown somewhere', async () => {
  const folders = ['src', 'python'].map((name) => join(repositoryRoot, name))
  const texts: string[] = []
  for (const folder of folders) {
    const names = await readdir(folder, { recursive: true })
    const sources = names.filter((name) => /\.(ts|tsx|py)$/.test(name) && !name.endsWith('error-codes.ts'))
    texts.push(...(await Promise.all(sources.map((name) => readFile(join(folder, name), 'utf8')))))
  }
  const all = texts.join('\n')
  expect(
    Object.keys(errorCodes).filter((code) => !all.includes(`'${code}'`) && !all.includes(`"${code}"`)),
  ).toEqual([])
})
