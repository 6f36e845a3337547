import type { RunResult } from '../../../core/contract/run.ts'
import type { ResultRow } from './row.ts'

/** Rows that follow from a result alone, which has thousands of lines to tell: they are asked for at every key. */
export function keptFor(rows: (result: RunResult) => readonly ResultRow[]): typeof rows {
  const known = new WeakMap<RunResult, readonly ResultRow[]>()
  return (result) => {
    const made = known.get(result) ?? rows(result)
    known.set(result, made)
    return made
  }
}
