import { execFile } from 'node:child_process'
import { existsSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { repositoryRoot } from './python.ts'

/** What the package has: without what a checkout does at every start to run its sources, which is half of a small command. */
export const builtMain = join(repositoryRoot, 'dist', 'main.js')

/** Of vitest: once before all files. Types are another suite's; what did not change is not written again. */
export default async function build(): Promise<void> {
  const compiler = join(repositoryRoot, 'node_modules', 'typescript', 'bin', 'tsc')
  const memory = join(repositoryRoot, '.cache', 'test-build.tsbuildinfo')
  // Whoever has removed what was built finds it built again.
  if (!existsSync(builtMain)) rmSync(memory, { force: true })
  await promisify(execFile)(
    process.execPath,
    [compiler, '-p', 'tsconfig.build.json', '--noCheck', '--incremental', '--tsBuildInfoFile', memory],
    { cwd: repositoryRoot },
  )
}
