import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { commandTree } from '../../support/command-tree.ts'
import { repositoryRoot } from '../../support/python.ts'

/** Options of other programs: docker, git, node, npm, py-spy, ray, vitest and the project's scripts. */
const foreign = new Set(
  `--address --gil --gpus --head --help --import --no-git-tag-version --pid --prefix --project --rm --secret --silent
  --user --with --write`.split(/\s+/),
)
const tree = [...commandTree()]
const commands = new Set(tree.map(([name]) => name))
const options = new Set(tree.flatMap(([, command]) => command.options.flatMap(({ long }) => long ?? [])))

const pages = execFileSync('git', ['ls-files', '-z', '--', '*.md'], { cwd: repositoryRoot, encoding: 'utf8' })
  .split('\0')
  .filter((page) => page !== '')

it('every option that a help shows is named in the guide, which says when to use it', () => {
  const guide = readFileSync(join(repositoryRoot, 'docs', 'options.md'), 'utf8')
  const shown = tree.flatMap(([, { options }]) =>
    options.flatMap(({ hidden, long }) => (hidden || !long ? [] : [long])),
  )
  const named = new Set([...guide.matchAll(/(?<![\w-])--[a-z][a-z-]*[a-z]\b/g)].map(([word]) => word))
  expect([...new Set(shown)].filter((option) => !named.has(option))).toEqual([])
})

it.each(pages)('%s names options and commands that there are', (page) => {
  const text = readFileSync(join(repositoryRoot, page), 'utf8')
  const named = [...text.matchAll(/(?<![\w-])--[a-z][a-z0-9-]*[a-z0-9]\b/g)].map(([word]) => word)
  expect(named.filter((word) => !options.has(word) && !foreign.has(word))).toEqual([])
  // What follows may be a file as well: `mergescope config.yml`.
  const called = [...text.matchAll(/`mergescope ([a-z]+)(?![\w.])/g)].map(([, word]) => word!)
  expect(called.filter((word) => !commands.has(word))).toEqual([])
})
