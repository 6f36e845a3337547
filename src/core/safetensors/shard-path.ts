/** What the name of a shard in an index means. */
export interface ShardPath {
  /** As a listing of the model's files has it: without `./` and empty parts. */
  readonly path: string
  /** Why it must not be opened: half a sentence, such as “leaves the model folder”. */
  readonly problem: string | null
}

/** The one reading of the names in a `weight_map`: the same file as the operating system opens by it. */
export function shardPath(name: string, ending: '.safetensors' | '.bin' = '.safetensors'): ShardPath {
  const parts = name.split('/')
  const path = parts.filter((part) => part !== '' && part !== '.').join('/')
  const problem = problemOf(name, ending)
  return { path: problem === null ? path : name, problem }
}

function problemOf(name: string, ending: string): string | null {
  if (/[\u0000-\u001f\u007f]/.test(name)) return 'holds control characters'
  const parts = name.split(/[/\\]/)
  if (parts[0] === '' || /^[A-Za-z]:/.test(name) || climbs(parts)) return 'leaves the model folder'
  // What it means depends on links, and on whether the folder before it is there.
  if (parts.includes('..')) return 'goes back up with ".."'
  if (name.includes('\\')) return 'has a backslash in its name'
  return name.endsWith(ending) ? null : `is not a ${ending.slice(1)} file`
}

/** Whether it is above the folder that it starts from at any point. */
function climbs(parts: readonly string[]): boolean {
  let depth = 0
  for (const part of parts) {
    if (part === '..') depth--
    else if (part !== '' && part !== '.') depth++
    if (depth < 0) return true
  }
  return false
}
