import { posix, win32 } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  checkCommit,
  checkFilePath,
  checkRepositoryId,
  checkRevision,
} from '../../../../src/core/hub/names.ts'

const codeOf = (work: () => unknown): string | null => {
  try {
    work()
    return null
  } catch (thrown) {
    return (thrown as { code: string }).code
  }
}

describe('a file path from the Hub', () => {
  it('passes as it is when it is ordinary', () => {
    for (const path of ['config.json', 'a/b/c.safetensors', '.gitattributes', 'ünï #?%.json', 'a..b'])
      expect(checkFilePath(path, 'o/m')).toBe(path)
  })

  it('never leads out of its folder, on no system', () => {
    const piece = fc.constantFrom('..', '.', '/', '\\', 'C:', 'a', 'b.json', ' ', '\0', '//', 'nul')
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
        const path = pieces.join('')
        if (codeOf(() => checkFilePath(path, 'o/m')) !== null) return
        expect(posix.join('/base', path).startsWith('/base/')).toBe(true)
        expect(win32.join('D:\\base', path).startsWith('D:\\base\\')).toBe(true)
      }),
    )
  })

  it('is refused with a code of its own', () => {
    for (const path of [
      '',
      '/a',
      '../a',
      'a/../b',
      'a//b',
      'a\\b',
      'C:a',
      'a/.',
      'a. ',
      'con',
      'NUL.json',
      'a\nb',
      7,
      null,
    ])
      expect(
        codeOf(() => checkFilePath(path, 'o/m')),
        String(path),
      ).toBe('hub-unsafe-name')
  })
})

it('a commit is 40 hexadecimal digits and nothing else', () => {
  expect(checkCommit('0123456789abcdef0123456789abcdef01234567', 'o/m')).toHaveLength(40)
  for (const commit of ['../../x', 'main', `${'a'.repeat(40)}\n`, 'A'.repeat(40), undefined, { a: 1 }])
    expect(codeOf(() => checkCommit(commit, 'o/m'))).toBe('hub-unsafe-name')
})

it('a repository id may become a folder name', () => {
  for (const id of ['gpt2', 'org/name', 'org/Name_1.5-B']) expect(checkRepositoryId(id)).toBe(id)
  for (const id of ['', 'a/b/c', '../b', 'a/..', 'a--b/c', '-a/b', '.a/b', 'a/b c', 'a\\b', 'a:b'])
    expect(
      codeOf(() => checkRepositoryId(id)),
      id,
    ).toBe('hub-name-invalid')
})

it('a revision may have slashes but not climb', () => {
  for (const revision of ['main', 'refs/pr/7', 'v1.0']) expect(checkRevision(revision)).toBe(revision)
  for (const revision of ['', '..', '../x', '/x', 'a\\b', 'a:b'])
    expect(
      codeOf(() => checkRevision(revision)),
      revision,
    ).toBe('hub-name-invalid')
})
