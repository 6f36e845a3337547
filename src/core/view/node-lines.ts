import type { RunResult } from '../contract/run.ts'
import { counted, formatBytes } from '../text/units.ts'

/** What each machine of a cluster has merged, where there is more than one: its name, and what. */
export function nodeLines({
  nodes = [],
}: Pick<RunResult, 'nodes'>): readonly { readonly node: string; readonly merged: string }[] {
  if (nodes.length < 2) return []
  return nodes.map(({ node, shards, bytes }) => ({
    node,
    merged: `${counted(shards, 'file')}, ${formatBytes(bytes)}`,
  }))
}
