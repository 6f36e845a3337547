import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { repositoryRoot } from './python.ts'

/** Copies what a fresh clone would have, as the files are now: everything that git does not ignore. */
export function copyCheckout(to: string): void {
  const files = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: repositoryRoot,
    encoding: 'utf8',
  })
  for (const file of files.split('\0').filter(Boolean)) {
    const from = join(repositoryRoot, file)
    if (!statSync(from, { throwIfNoEntry: false })?.isFile()) continue
    mkdirSync(dirname(join(to, file)), { recursive: true })
    cpSync(from, join(to, file))
  }
}

/** A clone with its history, in which the files are as they are now. */
export function cloneCheckout(to: string): void {
  execFileSync('git', ['clone', '--quiet', '--no-local', repositoryRoot, to], {
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  copyCheckout(to)
}
