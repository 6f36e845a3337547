import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { mergeType, type Planned } from './merge-type.ts'
import { type Maker, makers, type TypeResult } from './outcome.ts'
import { PythonWorker } from './python-worker.ts'

/** A type takes a second or two; the first also waits for the imports of torch and transformers on a busy machine. */
const timeoutSeconds = 240

export interface TableOptions {
  /** Types by their name, or as `type:class`; default all that transformers has. */
  readonly types?: readonly string[]
  readonly by?: readonly Maker[]
  /** Default both methods, of donors in one layout. */
  readonly planned?: readonly Planned[]
  /** So many Pythons share the types; default 2. */
  readonly workers?: number
  /** Called with each result as it comes. */
  readonly tell?: (result: TypeResult) => void
}

/** What came out for each type, by its name. */
export async function mergeTypes({
  types,
  by = makers,
  planned,
  workers = 2,
  tell = () => undefined,
}: TableOptions): Promise<readonly TypeResult[]> {
  const scratch = mkdtempSync(join(tmpdir(), 'mergescope-architectures-'))
  const clean = () => rmSync(scratch, { recursive: true, force: true })
  process.once('exit', clean)
  const pythons = Array.from({ length: workers }, () => new PythonWorker(timeoutSeconds, scratch))
  try {
    const all =
      types ?? ((await pythons[0]!.ask({ call: 'all', renamed: planned !== undefined })).types as string[])
    const rest = all.values()
    const results: TypeResult[] = []
    const work = async (python: PythonWorker) => {
      for (const type of rest) {
        const result = await mergeType(python, type, by, planned)
        results.push(result)
        tell(result)
      }
    }
    await Promise.all(pythons.map(work))
    return results.sort((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1))
  } finally {
    await Promise.all(pythons.map((python) => python.end()))
    clean()
    process.off('exit', clean)
  }
}

const nameOf = ({ type, class: name }: TypeResult) => `${type}:${name}`
