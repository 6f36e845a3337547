import { execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Locks } from '../../src/adapters/python/locks.ts'
import { repositoryRoot, testPython } from './python.ts'

/** A wheel of `files` small modules, made with Python's own zip; installing it takes a noticeable time. */
const makeWheel = `
import hashlib, sys, zipfile
name, files, folder = sys.argv[1], int(sys.argv[2]), sys.argv[3]
path = f"{folder}/{name}-1.0-py3-none-any.whl"
info = f"{name}-1.0.dist-info"
with zipfile.ZipFile(path, "w") as wheel:
    for n in range(files):
        wheel.writestr(f"{name}/module_{n}.py", f"VALUE = {n}\\n")
    wheel.writestr(f"{name}/__init__.py", f"COUNT = {files}\\n")
    wheel.writestr(f"{info}/METADATA", f"Metadata-Version: 2.1\\nName: {name}\\nVersion: 1.0\\n")
    wheel.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n")
    wheel.writestr(f"{info}/RECORD", "")
print(hashlib.sha256(open(path, "rb").read()).hexdigest())
`

export interface TinyLock {
  readonly locks: Locks
  /** With PIP_FIND_LINKS on the wheels, and no index asked for them. */
  readonly env: NodeJS.ProcessEnv
}

/** Locks of two packages that lie in a folder: the real set-up, but for what it installs. */
export function tinyLock(folder: string): TinyLock {
  mkdirSync(folder, { recursive: true })
  const pin = (name: string, files: number) => {
    const digest = execFileSync(testPython(), ['-c', makeWheel, name, String(files), folder], {
      encoding: 'utf8',
    }).trim()
    return `${name.replaceAll('_', '-')}==1.0 \\\n    --hash=sha256:${digest}\n`
  }
  const write = (name: string, text: string) => {
    writeFileSync(join(folder, name), text)
    return join(folder, name)
  }
  const pip = readFileSync(join(repositoryRoot, 'python', 'requirements-pip.lock'), 'utf8')
  const locks = {
    pip: write('requirements-pip.lock', pip),
    packages: write('requirements.lock', pin('mergescope_tiny_a', 3) + pin('mergescope_tiny_b', 1500)),
    torch: write('requirements-torch.txt', '# no torch\n'),
    tests: write('requirements-test.lock', pin('mergescope_tiny_c', 1)),
    ray: write('requirements-ray.lock', pin('mergescope_tiny_d', 1)),
    'object-storage': write('requirements-object-storage.lock', pin('mergescope_tiny_e', 1)),
  }
  return { locks, env: { ...process.env, PIP_FIND_LINKS: folder } }
}
