import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { findingCodes } from '../../../../src/core/findings/codes.ts'
import { findingsDocument } from '../../../../src/core/findings/document.ts'
import { repositoryRoot } from '../../../support/python.ts'

test('docs/findings.md is current', async () => {
  await expect(findingsDocument()).toMatchFileSnapshot(join(repositoryRoot, 'docs', 'findings.md'))
})

test('every code of the table is found somewhere', async () => {
  const source = join(repositoryRoot, 'src')
  const names = (await readdir(source, { recursive: true })).filter((name) => name.endsWith('.ts'))
  const outside = names.filter((name) => !name.includes(join('core', 'findings')))
  const texts = await Promise.all(outside.map((name) => readFile(join(source, name), 'utf8')))
  const all = texts.join('\n')
  expect(Object.keys(findingCodes).filter((code) => !all.includes(`'${code}'`))).toEqual([])
})
