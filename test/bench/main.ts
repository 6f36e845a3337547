/**
 * `npm run bench`: the merge proper, stock mergekit against ours, on the managed Python environment or the one
 * that MERGESCOPE_PYTHON names. `npm run bench -- linear ties --repeats 1` does two of the methods once;
 * `npm run bench -- whole` measures whole processes, `npm run bench -- scale` clusters and object storage.
 */
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { resolvePython } from '../../src/adapters/python/interpreter.ts'
import { whole } from './whole.ts'

const [first, ...methods] = process.argv.slice(2)
if (first === 'whole') await whole(methods.length > 0 ? methods : ['linear', 'ties'], 3)
else {
  const isScale = first === 'scale'
  const script = fileURLToPath(new URL(isScale ? 'scale.py' : 'merge.py', import.meta.url))
  const { path } = resolvePython(undefined, process.env)
  const { status } = spawnSync(path, [script, ...process.argv.slice(isScale ? 3 : 2)], { stdio: 'inherit' })
  process.exitCode = status ?? 1
}
