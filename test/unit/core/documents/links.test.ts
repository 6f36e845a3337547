import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { basename, dirname, join, normalize } from 'node:path'
import { describe, expect, it, test } from 'vitest'
import { repositoryRoot } from '../../../support/python.ts'

const tracked = (...args: readonly string[]) =>
  execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard', ...args], {
    cwd: repositoryRoot,
    encoding: 'utf8',
  })
    .split('\0')
    .filter((file) => file !== '' && existsSync(join(repositoryRoot, file)))

const pages = tracked('*.md')
const textOf = (page: string) => readFileSync(join(repositoryRoot, page), 'utf8')

/** GitHub's name for a heading. */
const anchorOf = (heading: string) =>
  heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .trim()
    .replace(/\s/g, '-')

const anchorsOf = (page: string) =>
  [...textOf(page).matchAll(/^#+ (.+)$/gm)].map(([, heading]) => anchorOf(heading!))

const linksOf = (page: string) =>
  [...textOf(page).matchAll(/\]\(([^)\s]+)\)|(?:src|href)="([^"]+)"/g)]
    .map(([, link, source]) => link ?? source!)
    .filter((link) => !/^[a-z]+:/.test(link))

function isBroken(page: string, link: string): boolean {
  const [path = '', anchor] = link.split('#')
  const target = path === '' ? page : normalize(join(dirname(page), path))
  if (!existsSync(join(repositoryRoot, target))) return true
  return anchor !== undefined && !anchorsOf(target).includes(anchor)
}

describe.each(pages)('%s', (page) => {
  it('has links that lead somewhere', () => {
    expect(linksOf(page).filter((link) => isBroken(page, link))).toEqual([])
  })

  it('names files that are there', () => {
    const files = tracked()
    const names = new Set(files.map((file) => basename(file)))
    const inside = (path: string) => files.some((file) => file === path || file.startsWith(`${path}/`))
    const code = [...textOf(page).matchAll(/`([^`\n]+)`/g)].flatMap(([, text]) => text!.split(/[\s:,]+/))
    const gone = code.filter((word) => {
      const path = word.replace(/\/$/, '').replace(/…$/, '')
      // A place for a version, a pattern, or a part of a name.
      if (/X\.Y\.Z|[*…<>{}$]/.test(word)) return false
      if (/^(src|python|patches|test|docs|bin|docker|\.ci)\//.test(path))
        return !inside(path) && !isPart(path, files)
      return /^[\w-]+\.(ts|tsx|py|mjs)$/.test(path) && !names.has(path)
    })
    expect(gone).toEqual([])
  })
})

test('the architecture names code that is there', () => {
  const code = tracked('src/*.ts', 'src/*.tsx', 'python/*.py', 'patches/*.py').map(textOf).join('\n')
  const names = [...textOf('docs/architecture.md').matchAll(/`(#?[A-Za-z]\w+)`/g)].map(([, name]) => name!)
  const words = new Set(code.match(/#?\b[A-Za-z]\w+/g))
  expect(names.filter((name) => !words.has(name))).toEqual([])
  expect(names).toEqual(expect.arrayContaining(['row_plan', '#cancel', 'runJob', 'TileResult']))
})

/** `test/integration/prediction` and the like may leave out the end of a file's name. */
const isPart = (path: string, files: readonly string[]) => files.some((file) => file.startsWith(`${path}.`))

test('every page can be reached from the README', () => {
  const reached = new Set(['README.md'])
  for (const page of reached)
    for (const link of linksOf(page)) {
      const target = normalize(join(dirname(page), link.split('#')[0]!))
      if (target.endsWith('.md') && pages.includes(target)) reached.add(target)
    }
  expect(pages.filter((page) => /^docs\//.test(page) && !reached.has(page))).toEqual([])
})
