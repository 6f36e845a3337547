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
    /^(src|python|patches|bin|docker|test|\.ci)\/|^\w+(\.\w+)?$|^docs\/([\w-]+\.md|screens\/.*\.svg)$/.test(
      file,
    ),
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

/** The files that the page tells of, with X.Y.Z for the version that is added and OLD for the one before; a table each. */
const page = readFileSync(join(repositoryRoot, 'docs', 'add-a-mergekit-version.md'), 'utf8')
const before = knownMergekits.at(-2)!.version
const tables = page
  .split('|---|---|\n')
  .slice(1)
  .map((table) => [...table.matchAll(/^\| `([^`]+)` \|/gm)].map(([, file]) => file!))
const listed = tables
  .flat()
  .map((file) => file.replaceAll('X.Y.Z', newestMergekit.version).replaceAll('<OLD>', before))

/** Of a file, or of a folder whose files are made together. */
const isIn = (name: string, file: string): boolean => file === name || file.startsWith(`${name}/`)

/** Tests of that very version, which stay when a newer one comes. */
const aboutIt = /^test\/unit\/core\/(doctor\/|versions\.test\.ts)/

test('every file that names the newest mergekit is on the list of what a version touches', () => {
  const files = naming([newestMergekit.version]).filter((file) => !aboutIt.test(file))
  expect(files.filter((file) => !listed.some((name) => isIn(name, file)))).toEqual([])
})

test('every file on that list exists, and every table of TypeScript is on it', () => {
  expect(listed.filter((name) => !tracked.some((file) => isIn(name, file)))).toEqual([])
  const older = knownMergekits.slice(0, -1).map(({ version }) => version)
  const made = tracked.filter((file) => file.startsWith('src/core/mergekit/tables/'))
  const current = made.filter((file) => !older.some((version) => file.includes(`-${version}.`)))
  expect(current.filter((file) => !listed.includes(file))).toEqual([])
})

test('a version touches at most a dozen files besides those that scripts regenerate', () => {
  expect(tables).toHaveLength(3)
  expect(tables[0]!.length).toBeGreaterThan(5)
  expect(tables[0]!.length).toBeLessThanOrEqual(12)
})

test('in TypeScript, versions stand in the one list and its tables alone', () => {
  const versions = knownMergekits.map(({ version }) => version)
  const files = naming(versions).filter((file) => file.startsWith('src/'))
  expect(files.filter((file) => !file.startsWith('src/core/mergekit/'))).toEqual([])
})
