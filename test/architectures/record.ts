import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { repositoryRoot } from '../support/python.ts'
import type { TypeResult } from './outcome.ts'

export const recordPath = join(repositoryRoot, 'test', 'architectures', 'record.jsonl')

/** What came out when all types were merged last. */
export function recordedResults(): readonly TypeResult[] {
  if (!existsSync(recordPath)) return []
  const text = readFileSync(recordPath, 'utf8').trimEnd()
  return text === '' ? [] : text.split('\n').map((line) => JSON.parse(line) as TypeResult)
}

/** The record with newer results in the place of older ones. */
export function replaced(before: readonly TypeResult[], now: readonly TypeResult[]): readonly TypeResult[] {
  const isOld = (one: TypeResult) =>
    now.some(({ type, class: name }) => type === one.type && (name === one.class || one.class === null))
  return [...before.filter((one) => !isOld(one)), ...now].sort((a, b) => (a.type < b.type ? -1 : 1))
}

/** The merges of mergescope that were right before, and are not in newer results of the same types. */
export function lost(before: readonly TypeResult[], now: readonly TypeResult[]): readonly string[] {
  const rights = new Set(before.flatMap(rightMerges))
  const made = now.flatMap((result) =>
    Object.keys(result.merges).flatMap((merge) => (merge.startsWith('ours') ? [nameOf(result, merge)] : [])),
  )
  const right = new Set(now.flatMap(rightMerges))
  return made.filter((merge) => rights.has(merge) && !right.has(merge))
}

const rightMerges = (result: TypeResult) =>
  Object.entries(result.merges).flatMap(([merge, { kind }]) =>
    merge.startsWith('ours') && kind === 'right' ? [nameOf(result, merge)] : [],
  )

const nameOf = ({ type, class: name }: TypeResult, merge: string) => `${type} (${name}), ${merge}`
