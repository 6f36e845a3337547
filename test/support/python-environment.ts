import { execFileSync } from 'node:child_process'
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { testPython } from './python.ts'

export interface PythonEnvironment {
  readonly python: string
  /** Its own site-packages: what lies there comes before what the other environment holds. */
  readonly site: string
}

const ask = `
import json, site, sys
print(json.dumps({
  "base": sys._base_executable,
  "version": "python%d.%d" % sys.version_info[:2],
  "packages": site.getsitepackages(),
}))`

/** A virtual environment over another one: what a user gets who installs a package or two on top. */
export function environmentOver(folder: string, python = testPython()): PythonEnvironment {
  const { base, version, packages } = JSON.parse(
    execFileSync(python, ['-I', '-c', ask], { encoding: 'utf8' }),
  ) as { base: string; version: string; packages: string[] }
  const site = join(folder, 'lib', version, 'site-packages')
  for (const made of [join(folder, 'bin'), site]) mkdirSync(made, { recursive: true })
  symlinkSync(base, join(folder, 'bin', 'python'))
  writeFileSync(join(folder, 'pyvenv.cfg'), `home = ${dirname(base)}\ninclude-system-site-packages = false\n`)
  const below = packages.map((path) => `import site; site.addsitedir(${JSON.stringify(path)})\n`)
  writeFileSync(join(site, 'below.pth'), below.join(''))
  return { python: join(folder, 'bin', 'python'), site }
}
