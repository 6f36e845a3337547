/** What one line of `pip install --progress-bar raw` says. */
export type PipLine =
  | { readonly kind: 'package'; readonly name: string }
  | { readonly kind: 'file'; readonly file: string; readonly size: string | null; readonly from: FileOrigin }
  | { readonly kind: 'bytes'; readonly done: number; readonly total: number }
  | { readonly kind: 'installing'; readonly packages: number }

export type FileOrigin = 'network' | 'cache' | 'folder'

const file = /^\s*(Downloading|Using cached|Processing) (\S+)(?: \(([^)]+)\))?/
const origins: Record<string, FileOrigin> = {
  Downloading: 'network',
  'Using cached': 'cache',
  Processing: 'folder',
}

/** Reads a line of pip's output; null for a line that says nothing about progress. */
export function parsePipLine(line: string): PipLine | null {
  const bytes = /^Progress (\d+) of (\d+)/.exec(line)
  if (bytes) return { kind: 'bytes', done: Number(bytes[1]), total: Number(bytes[2]) }
  const collecting = /^Collecting ([A-Za-z0-9._-]+)/.exec(line)
  if (collecting) return { kind: 'package', name: collecting[1]! }
  const fetched = file.exec(line)
  if (fetched)
    return {
      kind: 'file',
      file: fetched[2]!.split(/[\\/]/).at(-1)!,
      size: fetched[3] ?? null,
      from: origins[fetched[1]!]!,
    }
  const installing = /^Installing collected packages: (.+)/.exec(line)
  return installing ? { kind: 'installing', packages: installing[1]!.split(',').length } : null
}

/** The end of pip's error output that tells why: its ERROR lines, else the last line. */
export function pipFailure(stderr: string): string {
  const lines = stderr.split('\n').filter((line) => line.trim() !== '')
  const errors = lines
    .filter((line) => /^\s*ERROR:/.test(line))
    .map((line) => line.replace(/^\s*ERROR:\s*/, ''))
  const said = errors.length > 0 ? errors.slice(-2).join(' ') : (lines.at(-1) ?? 'pip said nothing')
  return said.length > 400 ? `${said.slice(0, 400)}…` : said
}
