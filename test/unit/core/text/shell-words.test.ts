import { execFileSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { shellCommand } from '../../../../src/core/text/shell-words.ts'

const heard = (command: string): string[] =>
  execFileSync('sh', ['-c', `each() { for word; do printf '%s\\0' "$word"; done; }; each ${command}`])
    .toString()
    .split('\0')
    .slice(0, -1)

test.each([
  'plain-1.2/x@main',
  'two words',
  "it's",
  '"$(rm x)" `y` $HOME \\ !! * ? ~ # ; & | < >',
  '~/x',
  '=ls',
  '',
  'größe 模型',
  'two\nlines and a\ttab, %s \\n it\'s "so" $x `y`',
  'right\u202eto left',
])('a shell reads %j as it was', (word) => {
  const command = shellCommand([word, 'next'])
  expect(heard(command)).toEqual([word, 'next'])
  expect(command).not.toMatch(/[\n\t\u202e]/)
})

test('words that need no quotes have none', () => {
  expect(shellCommand(['run', 'a.yml', '-o', '/x/y_z', '--out-shard-size=4MB', 'cuda:0'])).toBe(
    'run a.yml -o /x/y_z --out-shard-size=4MB cuda:0',
  )
})
