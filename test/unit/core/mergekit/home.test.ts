import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { knownMergekits, newestMergekit } from '../../../../src/core/mergekit/known.ts'
import { repositoryRoot } from '../../../support/python.ts'

const tracked = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
  cwd: repositoryRoot,
  encoding: 'utf8',
})
  .split('\0')
  .filter((file) =>
    /^(src|python|patches|bin|docker|test|\.ci)\/|^\w+(\.\w+)?$|^docs\/[\w-]+\.md$/.test(file),
  )

const escaped = (version: string) => version.replaceAll('.', '\\.')
const naming = (versions: readonly string[]) => {
  const pattern = new RegExp(`(?<![\\d.])(?:${versions.map(escaped).join('|')})(?!\\.?\\d)`)
  return tracked.filter((file) => pattern.test(file) || pattern.test(readText(file)))
}

function readText(file: string): string {
  try {
    return readFileSync(join(repositoryRoot, file), 'utf8')
  } catch {
    return ''
  }
}

/** The files that the page tells to touch, with X.Y.Z for the version that is added and OLD for the one before. */
const page = readFileSync(join(repositoryRoot, 'docs', 'add-a-mergekit-version.md'), 'utf8')
const listed = [...page.matchAll(/^\| `([^`]+)` \|/gm)].map(([, file]) => file!)

/** Tests of that very version and what was measured with it, which stay when a newer one comes, and snapshots. */
const aboutIt =
  /^docs\/architectures\.md$|^test\/(architectures|unit\/core\/doctor|unit\/core\/versions\.test\.ts)|\.snap$/

test('every file that names the newest mergekit is on the list of what a version touches', () => {
  const own = listed.map((file) => file.replaceAll('X.Y.Z', newestMergekit.version))
  const files = naming([newestMergekit.version]).filter((file) => !aboutIt.test(file))
  expect(files.filter((file) => !own.includes(file))).toEqual([])
})

test('a version touches at most a dozen files', () => {
  expect(listed.length).toBeGreaterThan(5)
  expect(listed.length).toBeLessThanOrEqual(12)
})

test('in TypeScript, versions stand in the one list and its tables alone', () => {
  const versions = knownMergekits.map(({ version }) => version)
  const files = naming(versions).filter((file) => file.startsWith('src/'))
  expect(files.filter((file) => !file.startsWith('src/core/mergekit/'))).toEqual([])
})
