import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { repositoryRoot } from '../../support/python.ts'

const sources = (folder: string, ending: RegExp): Map<string, string> => {
  const names = readdirSync(join(repositoryRoot, folder), { recursive: true, encoding: 'utf8' })
  const files = names.filter((name) => ending.test(name)).map((name) => join(folder, name))
  return new Map(files.map((file) => [file, readFileSync(join(repositoryRoot, file), 'utf8')]))
}
const holding = (files: Map<string, string>, pattern: RegExp): string[] =>
  [...files].filter(([, text]) => pattern.test(text)).map(([file]) => file)

const typescript = sources('src', /\.tsx?$/)
const python = new Map([...sources('python/mergescope', /\.py$/), ...sources('patches', /\.py$/)])

test('what starts processes is one helper for Python, one for programs, and the fork of the bridge host', () => {
  // Imports of types start nothing.
  const door =
    /(?<!import type \{[^}]*\} from )['"](node:)?child_process['"]|process\.binding|\bworkerpool\b|execa/
  expect(holding(typescript, door).sort()).toEqual([
    'src/adapters/bridge/host.ts',
    'src/adapters/bridge/open-bridge.ts',
    'src/adapters/machine/start-program.ts',
    'src/adapters/python/start-interpreter.ts',
  ])
  // The host lends pythonia our own start; the command gives zx ours instead of its own.
  expect(typescript.get('src/adapters/bridge/open-bridge.ts')).toMatch(/import \{ fork \} from/)
  expect(typescript.get('src/adapters/bridge/host.ts')).toMatch(
    /childProcess\.spawn = [\s\S]*startInterpreter\(/,
  )
  expect(holding(typescript, /from 'zx'/)).toEqual(['src/adapters/python/command.ts'])
  expect(typescript.get('src/adapters/python/command.ts')).toMatch(/spawn: start as typeof spawn/)
})

test('Python starts nothing but what clears up behind a cluster, which takes nothing from the current folder', () => {
  const starts =
    /\b(subprocess|multiprocessing|pty|os\.(system|popen|exec\w+|spawn\w+|posix_spawn\w*|fork))\b/
  expect(python.size).toBeGreaterThan(80)
  const sweeper = 'python/mergescope/executors/cluster/swept.py'
  expect(holding(python, starts)).toEqual([sweeper])
  expect(python.get(sweeper)?.match(/subprocess\.\w+\(/g)).toEqual(['subprocess.Popen('])
  expect(python.get(sweeper)).toMatch(/Popen\(\s*\[sys\.executable, "-I", "-S", "-c", _SWEEP,/)
})

test('folders are made by the one function that ends, whatever the system says', () => {
  expect(holding(typescript, /\bmkdir(Sync)?\([^;]*recursive: true/)).toEqual([])
})

test('the Hub is asked in one place, and a body is read where its bytes and its time are counted', () => {
  const asks = /import \{[^}]*\bfetch\b[^}]*\} from|[^.\w]fetch\((?!:)|from '(node:)?(https?|net|tls)'/
  expect(holding(typescript, asks)).toEqual(['src/adapters/hub/client.ts'])
  const reads = /response\.(text|json|arrayBuffer|blob|bytes|body)\b/
  expect(holding(typescript, reads).sort()).toEqual([
    'src/adapters/hub/client.ts',
    'src/adapters/hub/errors.ts',
    'src/adapters/hub/file-body.ts',
  ])
  // A bad answer's body is not read at all, and that of a file by the client's Blob, which is watched.
  expect(typescript.get('src/adapters/hub/errors.ts')).not.toMatch(/response\.(text|json|arrayBuffer)/)
})
